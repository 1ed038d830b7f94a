namespace Plumbline.Lab.Processes;

/// <summary>The paths by which the orchestrator talks to its processes; no person ever clicks on them.</summary>
internal static class LabPaths
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "/lab";

    /// <summary>POST with <c>at</c>: the clients begin at that moment.</summary>
    public const string Start = Prefix + "/start";

    /// <summary>POST with <c>on</c>: the upstream becomes slow, or fast again. Answers the moment of the switch.</summary>
    public const string Slow = Prefix + "/slow";

    /// <summary>GET: the counters.</summary>
    public const string Counters = Prefix + "/counters";

    /// <summary>GET: what was written down, once the run is over.</summary>
    public const string Records = Prefix + "/records";
}
