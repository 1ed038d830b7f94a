namespace Plumbline.Concurrency;

/// <summary>A child with a result.</summary>
internal sealed class ResultChild<T>(GroupCore group, GroupResults<T> results, int index, Func<Context, Task<T>> child) : GroupChild(group)
{
    private protected override Task? Invoke(Context ctx) => child(ctx);

    private protected override void Keep(Task ended) => results.Add(index, ((Task<T>)ended).GetAwaiter().GetResult());
}
