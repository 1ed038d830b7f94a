namespace Plumbline.Concurrency;

/// <summary>A child without a result.</summary>
internal sealed class ActionChild(GroupCore group, Func<Context, Task> child) : GroupChild(group)
{
    internal const string ReturnedNull = "The child of a group returned null; it must return a task.";

    private protected override Task InvokeAsync(Context ctx) => child(ctx) ?? throw new InvalidOperationException(ReturnedNull);
}
