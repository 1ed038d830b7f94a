using System.Diagnostics.Metrics;

namespace Plumbline.AspNetCore;

/// <summary>The meter of this package.</summary>
internal static class ServerMeter
{
    internal const string Name = "Plumbline.AspNetCore";

    // Where no container gives one: made once, and never disposed of.
    private static readonly Meter _shared = new(Name);

    internal static Meter From(IMeterFactory? factory) => factory?.Create(Name) ?? _shared;
}
