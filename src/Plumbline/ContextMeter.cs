using System.Diagnostics.Metrics;

namespace Plumbline;

/// <summary>The one meter of this assembly: whoever listens to <c>Plumbline</c> sees all that it counts.</summary>
internal static class ContextMeter
{
    internal static Meter Instance { get; } = new("Plumbline");
}
