using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore;

/// <summary>
/// Frees the requests to this handler, action, page or controller of every deadline: group's, default, maximum and caller's. On a hub or one of its methods it
/// frees the calls.
/// </summary>
/// <remarks>
/// The context still ends when the client leaves and when the host stops. The nearest setting wins, as with <see cref="DeadlineAttribute"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoDeadlineAttribute : Attribute, IDeadlineMetadata
{
    RequestLimit? IDeadlineMetadata.Resolve(RequestContextOptions options) => null;
}
