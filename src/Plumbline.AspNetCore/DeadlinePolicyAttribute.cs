using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore;

/// <summary>
/// Bounds the context of every request to this handler, action, page or controller by a policy of the options; on a hub or one of its methods, that of every call.
/// </summary>
/// <remarks>
/// The nearest deadline wins, as with <see cref="DeadlineAttribute"/>. A policy that is not there fails the start of the application; on a hub method,
/// its calls.
/// </remarks>
/// <param name="policyName">The name given to <see cref="RequestContextOptions.AddPolicy"/>; case matters.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DeadlinePolicyAttribute(string policyName) : Attribute, IDeadlineMetadata
{
    /// <summary>The name of the policy.</summary>
    public string PolicyName => policyName;

    RequestLimit? IDeadlineMetadata.Resolve(RequestContextOptions options) => options.FindPolicy(policyName);
}
