using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults;

/// <summary>What goes wrong in a run. An object serves one run; disposing it undoes all that it set up, however the run ended.</summary>
internal interface IFault : IAsyncDisposable
{
    /// <summary>What it is chosen by.</summary>
    string Name { get; }

    /// <summary>Its place in the catalogue.</summary>
    int Number { get; }

    /// <summary>What goes wrong, in a line.</summary>
    string Summary { get; }

    /// <summary>Whether the lab must be in a network of its own for it, see <see cref="Network.NetworkNamespace"/>.</summary>
    bool NeedsOwnNetwork => false;

    /// <summary>Why it cannot be run on this machine, in a sentence; null if it can.</summary>
    string? WhyNot() => null;

    /// <summary>The plan with what the fault needs otherwise, such as several replicas.</summary>
    Plan Shape(Plan plan) => plan;

    /// <summary>Sets up what must be there before the first process starts.</summary>
    Task PrepareAsync(Context ctx, Plan plan) => Task.CompletedTask;

    /// <summary>How the processes of a service are started.</summary>
    ProcessShape Shape(Hop hop) => ProcessShape.Plain;

    /// <summary>How the process of the clients is started.</summary>
    ProcessShape ShapeClients() => ProcessShape.Plain;

    /// <summary>Begins it.</summary>
    Task BeginAsync(Context ctx, Cluster cluster);

    /// <summary>Ends it: afterwards everything is as well as it was before.</summary>
    Task EndAsync(Context ctx, Cluster cluster);

    /// <summary>Undoes what <see cref="PrepareAsync"/> set up.</summary>
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
