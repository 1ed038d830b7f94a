using Polly;
using Polly.CircuitBreaker;

namespace Plumbline.Resilience.Internal;

/// <summary>How long a failure asks to be left alone: RFC 9110, section 10.2.3, or Polly's open circuit.</summary>
internal static class RetryAfter
{
    internal static TimeSpan? Of<TResult>(in Outcome<TResult> outcome, TimeProvider clock)
    {
        if (outcome.Exception is BrokenCircuitException { RetryAfter: { } open })
            return open;

        if (outcome.Result is not HttpResponseMessage { Headers.RetryAfter: { } asked })
            return null;

        var delay = asked.Delta ?? asked.Date - clock.GetUtcNow();
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }
}
