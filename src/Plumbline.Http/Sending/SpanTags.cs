using System.Diagnostics;

namespace Plumbline.Http.Internal;

/// <summary>Says on the client's span that the context ended the request, and by what kind of cause.</summary>
[ContextCarrier]
internal sealed class SpanTags : IDisposable
{
    internal const string Outcome = "plumbline.outcome";
    internal const string Cause = "plumbline.cause";

    private readonly Activity _span;

    private readonly Context _ctx;
    private CancellationTokenRegistration _registration;

    private SpanTags(Context ctx, Activity span)
    {
        _span = span;
        _ctx = ctx;
    }

    /// <summary>To be called where the client's own span is the current one.</summary>
    /// <returns>Null when there is none, or nobody records it.</returns>
    internal static SpanTags? Watch(Context ctx)
    {
        if (Activity.Current is not { IsAllDataRequested: true, Source.Name: "System.Net.Http" } span)
            return null;

        // The span ends as soon as the request does. Of the callbacks on a token the one that was registered last runs first: this one
        // comes before those that carry the end on to the request, which were registered on its way here.
        var tags = new SpanTags(ctx, span);
        tags._registration = ctx.Token.UnsafeRegister(static state => ((SpanTags)state!).Write(), tags);
        return tags;
    }

    public void Dispose() => _registration.Unregister();

    internal static string? OutcomeOf(ContextStatus status) => status switch
    {
        ContextStatus.DeadlineExceeded => "deadline_exceeded",
        ContextStatus.Canceled => "canceled",
        _ => null,
    };

    // The type and never the text: that may say anything, and tags are kept for long.
    private void Write()
    {
        _span.SetTag(Outcome, OutcomeOf(_ctx.Status));
        _span.SetTag(Cause, _ctx.Cause?.GetType().FullName);
    }
}
