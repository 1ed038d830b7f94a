using System.Net.Http.Metrics;

namespace Plumbline.Http.Internal;

/// <summary>Says on the client's duration metric that a context ended the request.</summary>
internal static class DurationTags
{
    private static readonly Action<HttpMetricsEnrichmentContext> _enrich = Enrich;

    internal static void AddTo(HttpRequestMessage request) => HttpMetricsEnrichmentContext.AddCallback(request, _enrich);

    private static void Enrich(HttpMetricsEnrichmentContext measured)
    {
        if (measured.Exception is not { } exception || RequestContexts.CarrierOf(measured.Request) is not { Context: { IsDone: true } ctx })
            return;
        if (!exception.IsDeadlineExceeded(ctx) && !exception.IsCanceled(ctx))
            return;

        measured.AddCustomTag(SpanTags.Outcome, SpanTags.OutcomeOf(ctx.Status));
        measured.AddCustomTag(SpanTags.Cause, ctx.Cause?.GetType().FullName);
    }
}
