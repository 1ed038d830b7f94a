using System.Threading.Channels;

namespace Plumbline.Lab.Tests.Load;

/// <summary>An edge service that answers when the test says so.</summary>
internal sealed class FakeEdge : HttpMessageHandler
{
    private readonly Channel<FakeCall> _calls = Channel.CreateUnbounded<FakeCall>();

    /// <summary>The next request that came in; fails after 30 seconds of real time.</summary>
    public async Task<FakeCall> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            return await _calls.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail("No further request came in.");
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = new FakeCall(request.RequestUri!.AbsolutePath, cancellationToken);
        _calls.Writer.TryWrite(call);
        return await call.Response.Task.WaitAsync(cancellationToken);
    }
}
