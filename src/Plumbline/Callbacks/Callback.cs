namespace Plumbline;

/// <summary>A callback with what it is given; returns the task to wait for, or null when it has run to its end.</summary>
internal abstract class Callback
{
    internal abstract Task? Invoke();
}

internal sealed class ActionCallback(Action callback) : Callback
{
    internal override Task? Invoke()
    {
        callback();
        return null;
    }
}

internal sealed class ActionCallback<TState>(Action<TState> callback, TState state) : Callback
{
    internal override Task? Invoke()
    {
        callback(state);
        return null;
    }
}

internal sealed class AsyncCallback(Func<Task> callback) : Callback
{
    internal override Task? Invoke() => callback();
}

internal sealed class AsyncCallback<TState>(Func<TState, Task> callback, TState state) : Callback
{
    internal override Task? Invoke() => callback(state);
}
