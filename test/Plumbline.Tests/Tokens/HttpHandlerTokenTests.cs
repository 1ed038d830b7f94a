using System.Net;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Tokens;

/// <summary>Inside an HttpClient handler there is only a token, and it is a linked one: it leads back all the same.</summary>
public sealed class HttpHandlerTokenTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<TimeSpan> Timeouts => [Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(100)];

    [Theory, MemberData(nameof(Timeouts))]
    public async Task From_InsideAHandler_HasTheDeadlineOfTheCaller(TimeSpan timeout)
    {
        using var scope = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(2), out var ctx);
        using var last = new LastHandler();
        using var client = new HttpClient(new PassingHandler(new PassingHandler(last))) { Timeout = timeout };

        using var response = await client.GetAsync(new Uri("http://upstream/report"), ctx);

        Assert.Equal((ctx.Deadline, ContextStatus.Active), (last.Deadline, last.Status));
    }

    [Theory, MemberData(nameof(Timeouts))]
    public async Task From_InsideAHandlerWhenTheCallerIsCanceled_HasItsCause(TimeSpan timeout)
    {
        var cause = new InvalidOperationException("the user left");
        var scope = Context.Root(_clock).WithCancel(out var ctx);
        using var last = new LastHandler { WaitsForTheEnd = true };
        using var client = new HttpClient(last) { Timeout = timeout };

        Task<HttpResponseMessage> call = client.GetAsync(new Uri("http://upstream/report"), ctx);
        await Bounded.WaitAsync(last.Entered, "the handler to be entered");
        scope.Cancel(cause);

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(call, "the call to end"));
        Assert.True(thrown.IsCanceled(ctx));
        Assert.Same(cause, last.Cause);
    }

    [Fact]
    public async Task From_InsideAHandlerWhenTheClientIsCanceled_TheCallerLivesOn()
    {
        using var scope = Context.Root(_clock).WithCancel(out var ctx);
        using var last = new LastHandler { WaitsForTheEnd = true };
        using var client = new HttpClient(last);

        Task<HttpResponseMessage> call = client.GetAsync(new Uri("http://upstream/report"), ctx);
        await Bounded.WaitAsync(last.Entered, "the handler to be entered");
        client.CancelPendingRequests();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(call, "the call to end"));
        Assert.False(ctx.IsDone || thrown.IsCanceled(ctx) || thrown.IsDeadlineExceeded(ctx));
        Assert.Equal(ContextStatus.Canceled, last.Status);
    }

    private sealed class PassingHandler(HttpMessageHandler inner) : DelegatingHandler(inner);

    private sealed class LastHandler : HttpMessageHandler
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal bool WaitsForTheEnd { get; init; }

        internal Task Entered => _entered.Task;

        internal DateTimeOffset? Deadline { get; private set; }

        internal ContextStatus Status { get; private set; }

        internal Exception? Cause { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var ctx = Context.From(cancellationToken);
            Deadline = ctx.Deadline;
            Task end = WaitsForTheEnd ? ctx.Done : Task.CompletedTask;
            _entered.SetResult();
            await end;
            Status = ctx.Status;
            Cause = ctx.Cause;
            ctx.ThrowIfDone();
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
