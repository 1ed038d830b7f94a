namespace Plumbline.Lab.Processes;

/// <summary>The paths by which the orchestrator talks to its processes, at a port of their own.</summary>
internal static class LabPaths
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "/lab";

    /// <summary>POST: the clients warm up everything with a few requests that nobody counts.</summary>
    public const string Prime = Prefix + "/prime";

    /// <summary>POST with <c>at</c>: the clients begin at that moment.</summary>
    public const string Start = Prefix + "/start";

    /// <summary>POST with <c>pace</c>: what the upstream does with items from now on.</summary>
    public const string Pace = Prefix + "/pace";

    /// <summary>POST with <c>on</c>: a service closes its listener and cuts its connections, or listens again at the same port.</summary>
    public const string Listen = Prefix + "/listen";

    /// <summary>POST with <c>silently</c>: people who leave tell nobody from now on, or do so again.</summary>
    public const string Leaving = Prefix + "/leaving";

    /// <summary>POST with <c>perSecond</c>: so many slow readers come from now on; 0 ends it and they all hang up.</summary>
    public const string SlowReaders = Prefix + "/slow-readers";

    /// <summary>POST with <c>time</c>: the collector works on end for so long. Answers what that came to.</summary>
    public const string Pressure = Prefix + "/pressure";

    /// <summary>GET: what the process takes the time to be.</summary>
    public const string Clock = Prefix + "/clock";

    /// <summary>GET: the counters.</summary>
    public const string Counters = Prefix + "/counters";

    /// <summary>POST: collects garbage, and answers the counters.</summary>
    public const string Collect = Prefix + "/collect";

    /// <summary>GET: what was written down, once the run is over.</summary>
    public const string Records = Prefix + "/records";
}
