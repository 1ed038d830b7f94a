namespace Plumbline.AspNetCore.Deadlines;

/// <summary>What holds for the requests to one endpoint.</summary>
/// <param name="Limit">The shortest of what the endpoint says, or the default, and the maximum.</param>
/// <param name="IsOwn">Whether the endpoint says it. Otherwise it does not hold for a request that turns into a long-lived one.</param>
/// <param name="HearsCaller">Whether a deadline that the caller sends along shortens it.</param>
/// <param name="IsGrpc">Whether it holds for gRPC requests only: they have no default, and what they ask for up to the maximum.</param>
internal sealed record EndpointLimit(RequestLimit Limit, bool IsOwn, bool HearsCaller, bool IsGrpc = false)
{
    // What grpc-dotnet accepts at most, 1,157 days: anything longer is no deadline.
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(99_999_999);

    /// <summary>What the caller may ask for; infinite where that is not for the endpoint to say.</summary>
    internal TimeSpan MostForCaller => IsGrpc ? _longest : Limit.Duration;

    /// <summary>What holds for the requests to a gRPC method that are no gRPC; null for other endpoints.</summary>
    internal EndpointLimit? Otherwise { get; private init; }

    /// <summary>Whether there is an endpoint: routing has run, and found one.</summary>
    internal bool IsRouted { get; private init; }

    /// <summary>What logs call it. Never a path, which is a stranger's text.</summary>
    internal string Name { get; private init; } = "no endpoint";

    /// <summary>What metrics call it, if it has a route.</summary>
    internal string? Route { get; private init; }

    internal EndpointLimit At(string? name, string? route, EndpointLimit? otherwise = null) =>
        this with { IsRouted = true, Name = name ?? "an endpoint without a name", Route = route, Otherwise = otherwise };
}
