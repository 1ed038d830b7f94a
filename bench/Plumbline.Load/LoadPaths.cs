namespace Plumbline.Load;

/// <summary>What the servers answer.</summary>
internal static class LoadPaths
{
    /// <summary>GET: what is measured.</summary>
    internal const string Hello = "/hello";

    /// <summary>GET, with <c>clean</c>: what the process has used so far; first collects its garbage, where that is asked for.</summary>
    internal const string Used = "/load/used";
}
