using System.Net;
using Plumbline.Http;

namespace Plumbline.Aot;

/// <summary>A token leads back to its context, through everything that knows only tokens.</summary>
internal static class TokenChecks
{
    internal static async Task RunAsync()
    {
        using var scope = Context.Background.WithTimeout(TimeSpan.FromMinutes(5), out var ctx);
        using var other = new CancellationTokenSource();
        using var one = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        using var two = CancellationTokenSource.CreateLinkedTokenSource(other.Token, ctx.Token);
        using var three = CancellationTokenSource.CreateLinkedTokenSource(other.Token, two.Token, ctx.Token);

        Check.That(Context.From(ctx.Token) == ctx, "a token leads back to its context");
        Check.That(Context.From(one.Token).Deadline == ctx.Deadline, "a linked source of one token leads back");
        Check.That(Context.From(two.Token).Deadline == ctx.Deadline, "a linked source of two tokens leads back");
        Check.That(Context.From(three.Token).Deadline == ctx.Deadline, "a linked source of three tokens leads back");

        var handler = new RecordingHandler();
        using var http = new HttpClient(handler);
        using HttpResponseMessage response = await http.GetAsync(ctx, new Uri("http://localhost/"));
        Check.That(handler.Deadline == ctx.Deadline, "the token inside an HttpClient handler leads back");

        // Done, too, with the cause that only the origin was given.
        Context found = Context.From(three.Token);
        var cause = new InvalidOperationException("enough");
        scope.Cancel(cause);
        await Check.ComesAsync(found.Done, "the end of what was found through a linked source");
        Check.That(ReferenceEquals(found.Cause, cause), "the cause is found through a linked source");
    }

    private sealed class RecordingHandler : HttpMessageHandler
    {
        internal DateTimeOffset? Deadline { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Deadline = Context.From(cancellationToken).Deadline;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        }
    }
}
