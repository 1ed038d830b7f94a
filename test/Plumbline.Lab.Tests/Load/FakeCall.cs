namespace Plumbline.Lab.Tests.Load;

/// <summary>A request that a <see cref="FakeEdge"/> got.</summary>
internal sealed record FakeCall(string Path, CancellationToken Token)
{
    /// <summary>What the caller gets.</summary>
    public TaskCompletionSource<HttpResponseMessage> Response { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
