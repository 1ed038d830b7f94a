using System.Globalization;

namespace Plumbline.Chain;

/// <summary>Where the processes are asked for what.</summary>
internal static class ChainPaths
{
    /// <summary>What only the measurement asks for begins with it.</summary>
    internal const string Prefix = "/chain";

    /// <summary>Work: a hop calls the next one for it, the last one does it.</summary>
    internal const string Work = "/work";

    /// <summary>GET, at a hop: how many requests its handlers are at.</summary>
    internal const string InFlight = Prefix + "/in-flight";

    /// <summary>GET, at a hop: what it saw since it was last asked.</summary>
    internal const string Records = Prefix + "/records";

    /// <summary>GET, at the client: makes visits, and answers with what became of them when all have ended.</summary>
    internal const string Visits = Prefix + "/visits";

    /// <summary>The address of work.</summary>
    /// <param name="id">Which request it is, at every hop.</param>
    /// <param name="before">Milliseconds a hop works before it calls the next.</param>
    /// <param name="steps">Steps the last hop works.</param>
    internal static string WorkOf(int id, int before, int steps) =>
        string.Create(CultureInfo.InvariantCulture, $"{Work}?id={id}&before={before}&steps={steps}");

    /// <summary>The address of visits.</summary>
    internal static string VisitsOf(VisitPlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Visits}?count={plan.Count}&atOnce={plan.AtOnce}&before={plan.Before}&steps={plan.Steps}&timeout={plan.Timeout}&stay={plan.Stay}");
}
