namespace Plumbline.AspNetCore.Deadlines;

/// <summary>An endpoint's limit that is looked up by its name.</summary>
internal sealed class NamedDeadline(string policyName) : IDeadlineMetadata
{
    public RequestLimit? Resolve(RequestContextOptions options) => options.FindPolicy(policyName);

    /// <summary>What the routing's debug output shows.</summary>
    /// <returns>The name of the policy.</returns>
    public override string ToString() => $"Deadline: policy '{policyName}'";
}
