using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore;

/// <summary>Frees the requests to this handler, action, page or controller, or the calls of this hub method, of every deadline: group's, hub's, default, maximum and caller's.</summary>
/// <remarks>
/// The context still ends when the client leaves and when the host stops. The nearest word on the deadline wins, as with <see cref="DeadlineAttribute"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoDeadlineAttribute : Attribute, IDeadlineMetadata
{
    RequestLimit? IDeadlineMetadata.Resolve(RequestContextOptions options) => null;
}
