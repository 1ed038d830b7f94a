namespace Plumbline;

/// <summary>What goes wrong where no caller could be told.</summary>
public static class ContextDiagnostics
{
    /// <summary>Raised when a callback registered on a context or on its token threw, or its task faulted.</summary>
    /// <remarks>
    /// <para>
    /// The sender is null. Raised on the pool thread that ran the callback, once for each exception; safe to subscribe to from any
    /// thread. A handler that throws is itself reported as below.
    /// </para>
    /// <para>
    /// The failure also goes to the event source <c>Plumbline</c> (event <c>CallbackFailed</c>, level error). When nobody has
    /// subscribed here, <see cref="TaskScheduler.UnobservedTaskException"/> gets it as it gets every other exception that nobody looked at.
    /// </para>
    /// </remarks>
    public static event EventHandler<UnhandledExceptionEventArgs>? CallbackFailed;

    internal static void ReportCallback(SignalNode node, Exception exception) => ReportCallback(ContextText.Place(node.Origin), exception);

    internal static void ReportCallback(string place, Exception exception)
    {
        Exception unobserved = exception;
        try
        {
            ContextEventSource.Log.CallbackFailed(place, exception);
            if (CallbackFailed is { } handlers)
            {
                handlers(null, new UnhandledExceptionEventArgs(exception, isTerminating: false));
                return;
            }
        }
#pragma warning disable CA1031 // Whoever is told may throw anything; it must not end the thread that runs other callbacks.
        catch (Exception second)
#pragma warning restore CA1031
        {
            unobserved = new AggregateException(exception, second);
        }

        LeaveUnobserved(unobserved);
    }

    private static void LeaveUnobserved(Exception exception) => _ = Task.FromException(exception);
}
