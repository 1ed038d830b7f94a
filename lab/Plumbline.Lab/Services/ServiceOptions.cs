using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services;

/// <summary>What a service process is told at its start.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Which service it is.</summary>
    public required Hop Hop { get; init; }

    /// <summary>The numbers of the run.</summary>
    public required Plan Plan { get; init; }

    /// <summary>How it is written: an id of <see cref="Candidate"/>.</summary>
    public required string Candidate { get; init; }

    /// <summary>What it calls, all replicas; none at the upstream.</summary>
    public IReadOnlyList<Uri> Calls { get; init; } = [];

    /// <summary>The address it listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port it serves people on; 0 for any that is free.</summary>
    public int Port { get; init; }
}
