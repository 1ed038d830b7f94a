namespace Plumbline.Concurrency;

/// <summary>A child without a result.</summary>
internal sealed class ActionChild(GroupCore group, Func<Context, Task> child) : GroupChild(group)
{
    private protected override Task? Invoke(Context ctx) => child(ctx);
}
