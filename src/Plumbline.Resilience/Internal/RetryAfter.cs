using Polly;
using Polly.CircuitBreaker;

namespace Plumbline.Resilience.Internal;

/// <summary>How long a failure asks to be left alone: RFC 9110, section 10.2.3, or Polly's open circuit.</summary>
internal static class RetryAfter
{
    /// <returns>Zero or more; null when it asks for nothing.</returns>
    internal static TimeSpan? Of<TResult>(in Outcome<TResult> outcome, TimeProvider clock)
    {
        TimeSpan? delay = outcome switch
        {
            { Exception: BrokenCircuitException { RetryAfter: { } open } } => open,
            { Result: HttpResponseMessage { Headers.RetryAfter: { } asked } } => asked.Delta ?? asked.Date - clock.GetUtcNow(),
            _ => null,
        };
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
