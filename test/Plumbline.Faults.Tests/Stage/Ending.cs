using Plumbline.AspNetCore;

namespace Plumbline.Faults.Stage;

/// <summary>How a handler was left.</summary>
/// <param name="Status">Of its context, at that moment.</param>
/// <param name="Cause">Of its context.</param>
/// <param name="Error">What the handler threw; null when it returned.</param>
internal sealed record Ending(ContextStatus Status, Exception? Cause, Exception? Error)
{
    /// <summary>The handler was told that the one who had called it is gone, and nothing else.</summary>
    public void AssertCallerGone()
    {
        Assert.Equal(ContextStatus.Canceled, Status);
        Assert.IsType<ClientDisconnectedException>(Cause);
        Assert.IsAssignableFrom<OperationCanceledException>(Error);
    }

    /// <summary>The handler was told that its time is up, and failed with that.</summary>
    /// <param name="operation">What the error says that was being done.</param>
    public void AssertDeadline(string operation)
    {
        Assert.Equal(ContextStatus.DeadlineExceeded, Status);
        Assert.IsType<TimeoutException>(Cause);
        Assert.IsType<DeadlineExceededException>(Error);
        Assert.Contains(operation, Error.Message, StringComparison.Ordinal);
    }

    /// <summary>The handler was told that its time is up, and failed with whatever the framework makes of that.</summary>
    public void AssertOver()
    {
        Assert.Equal(ContextStatus.DeadlineExceeded, Status);
        Assert.IsType<TimeoutException>(Cause);
        Assert.IsAssignableFrom<OperationCanceledException>(Error);
    }
}
