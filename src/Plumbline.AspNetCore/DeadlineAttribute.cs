using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore;

/// <summary>Bounds the context of every request to this handler, action, page or controller; on a hub or one of its methods, that of every call.</summary>
/// <remarks>
/// The nearest deadline wins: an action's over its controller's, that over its group's, and all over the default in the options. It counts from the start of
/// the request's <c>Activity</c> where there is one and the clock is the system's, otherwise from <c>app.UsePlumbline()</c>; in a hub from the beginning of the
/// call. A hub method needs a <see cref="Context"/> parameter, or a token where it
/// returns a stream, to learn of it; how long a hub's connections last is said by <c>MapHub</c>'s <c>WithDeadline</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DeadlineAttribute : Attribute, IDeadlineMetadata
{
    private readonly RequestLimit _limit;

    /// <summary>Sets the deadline.</summary>
    /// <param name="duration">
    /// Numbers with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>, as Go writes them: <c>"500ms"</c>, <c>"2s"</c>, <c>"1.5s"</c>, <c>"1m30s"</c>. More than zero.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="duration"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="duration"/> is not a duration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is zero.</exception>
    public DeadlineAttribute(string duration) =>
        _limit = new RequestLimit(DurationText.Parse(duration, nameof(duration)), DeadlineOwner.Endpoint, $"[Deadline(\"{duration}\")]");

    /// <summary>How long a request may take.</summary>
    public TimeSpan Duration => _limit.Duration;

    RequestLimit? IDeadlineMetadata.Resolve(RequestContextOptions options) => _limit;
}
