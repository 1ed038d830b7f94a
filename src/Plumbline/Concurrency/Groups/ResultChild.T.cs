namespace Plumbline.Concurrency;

/// <summary>A child with a result.</summary>
internal sealed class ResultChild<T>(GroupCore group, GroupResults<T> results, int index, Func<Context, Task<T>> child) : GroupChild(group)
{
    private protected override async Task InvokeAsync(Context ctx) =>
        results.Add(index, await (child(ctx) ?? throw new InvalidOperationException(ActionChild.ReturnedNull)).ConfigureAwait(false));
}
