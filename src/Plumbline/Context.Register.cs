using System.Runtime.CompilerServices;

namespace Plumbline;

public readonly partial struct Context
{
    /// <summary>Runs <paramref name="callback"/> once, on the thread pool, when this context is done; at once if it is.</summary>
    /// <param name="callback">
    /// What to run: never inline here nor in the cancel, never under a lock, apart from other callbacks. What it throws goes to
    /// <see cref="ContextDiagnostics.CallbackFailed"/>. It sees the caller's <see cref="ExecutionContext"/>.
    /// </param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The registration; dispose it when the callback is no longer wanted, or it stays until the context is done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <remarks>When it runs, this context and every context derived from it are done. Go: <c>context.AfterFunc</c> (B104–B118).</remarks>
    public ContextRegistration Register(
        Action callback,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CallbackNode.Register(_signal, new ActionCallback(callback), new Origin(member, file, line));
    }

    /// <summary>Runs an async <paramref name="callback"/> once, starting on the thread pool, when this context is done; at once if it is.</summary>
    /// <param name="callback">What to run; its task is watched: a fault goes to <see cref="ContextDiagnostics.CallbackFailed"/>.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The registration; its <see cref="ContextRegistration.DisposeAsync"/> waits for the task.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <inheritdoc cref="Register(Action, string, string, int)" path="/remarks"/>
    public ContextRegistration Register(
        Func<Task> callback,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CallbackNode.Register(_signal, new AsyncCallback(callback), new Origin(member, file, line));
    }

    /// <summary>Runs <paramref name="callback"/> once with <paramref name="state"/> when this context is done: no closure needed.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="callback">What to run; see the overload without state.</param>
    /// <param name="state">What it is given.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The registration; dispose it when the callback is no longer wanted.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <inheritdoc cref="Register(Action, string, string, int)" path="/remarks"/>
    public ContextRegistration Register<TState>(
        Action<TState> callback, TState state,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CallbackNode.Register(_signal, new ActionCallback<TState>(callback, state), new Origin(member, file, line));
    }

    /// <summary>Runs an async <paramref name="callback"/> once with <paramref name="state"/> when this context is done.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="callback">What to run; its task is watched.</param>
    /// <param name="state">What it is given.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The registration; its <see cref="ContextRegistration.DisposeAsync"/> waits for the task.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <inheritdoc cref="Register(Action, string, string, int)" path="/remarks"/>
    public ContextRegistration Register<TState>(
        Func<TState, Task> callback, TState state,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CallbackNode.Register(_signal, new AsyncCallback<TState>(callback, state), new Origin(member, file, line));
    }
}
