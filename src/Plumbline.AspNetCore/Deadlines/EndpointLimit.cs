namespace Plumbline.AspNetCore.Deadlines;

/// <summary>What holds for the requests to one endpoint.</summary>
/// <param name="Limit">The shortest of what the endpoint says, or the default, and the maximum.</param>
/// <param name="IsOwn">Whether the endpoint says it. Otherwise it does not hold for a request that turns into a long-lived one.</param>
/// <param name="HearsCaller">Whether a deadline that the caller sends along shortens it.</param>
internal sealed record EndpointLimit(RequestLimit Limit, bool IsOwn, bool HearsCaller);
