namespace Plumbline.AspNetCore.Deadlines;

/// <summary>What holds for the requests to one endpoint.</summary>
/// <param name="Limit">The shortest of what the endpoint says, or the default, and the maximum.</param>
/// <param name="IsOwn">Whether the endpoint says it. Otherwise it does not hold for a request that turns into a long-lived one.</param>
/// <param name="HearsCaller">Whether a deadline that the caller sends along shortens it.</param>
/// <param name="IsExempt">Whether the caller has what it asks for: neither default nor maximum hold.</param>
internal sealed record EndpointLimit(RequestLimit Limit, bool IsOwn, bool HearsCaller, bool IsExempt = false)
{
    // What grpc-dotnet takes at the most, 1,157 days. More is no deadline.
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(99_999_999);

    /// <summary>What the caller may ask for; infinite where that is not for the endpoint to say.</summary>
    internal TimeSpan MostForCaller => IsExempt ? _longest : Limit.Duration;
}
