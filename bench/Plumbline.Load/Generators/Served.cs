namespace Plumbline.Load.Generators;

/// <summary>What a generator got answered.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="PerSecond">How many a second.</param>
internal sealed record Served(long Requests, double PerSecond);
