using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>How long a request has been here already.</summary>
internal static class RequestArrival
{
    /// <summary>What a request's limit is shortened by: what it <see cref="Waited"/>, in whole milliseconds.</summary>
    /// <remarks>Rounded down, so that a request that did not wait has the very limit that was set, and its error says so.</remarks>
    internal static TimeSpan Charge(HttpContext httpContext, TimeProvider clock)
    {
        var waited = Waited(httpContext, clock).Ticks;
        return TimeSpan.FromTicks(waited - (waited % TimeSpan.TicksPerMillisecond));
    }

    /// <summary>
    /// The time since the host started the request's activity, zero where it started none. Kestrel tells nobody when a request was received: what it
    /// waited before that is not known.
    /// </summary>
    internal static TimeSpan Waited(HttpContext httpContext, TimeProvider clock)
    {
        // An activity starts on the system's clock; on another one the difference says nothing.
        if (!ReferenceEquals(clock, TimeProvider.System) || httpContext.Features.Get<IHttpActivityFeature>()?.Activity is not { } activity)
            return TimeSpan.Zero;

        // The wall clock may have been set back meanwhile.
        var waited = clock.GetUtcNow().UtcDateTime - activity.StartTimeUtc;
        return waited > TimeSpan.Zero ? waited : TimeSpan.Zero;
    }
}
