namespace Plumbline.Lab.Experiments;

/// <summary>How a fault wants a process to be started. As it is without one: on the loopback, with nothing around it.</summary>
internal sealed record ProcessShape
{
    /// <summary>Nothing special.</summary>
    public static ProcessShape Plain { get; } = new();

    /// <summary>A command that starts the process in its place (it must <c>exec</c>), such as <c>ip netns exec NAME</c>.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Variables of its environment, beside those of the orchestrator.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The address it listens on, for its callers and for the orchestrator.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The host by which its callers know it; null for its address.</summary>
    public string? CalledAs { get; init; }
}
