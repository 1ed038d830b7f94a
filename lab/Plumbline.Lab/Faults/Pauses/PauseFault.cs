using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Pauses;

/// <summary>The mid stands still for three seconds, as in a long pause of the collector or of a virtual machine.</summary>
/// <remarks>The counters of the mid cannot be read in that time, so the run has no samples of it.</remarks>
internal sealed class PauseFault : IFault
{
    private static readonly TimeSpan _length = TimeSpan.FromSeconds(3);
    private ProcessPause? _pause;
    private TimeSpan _from;

    public string Name => "gc-pause";

    public int Number => 7;

    public string Summary => "the mid stands still for 3 s (SIGSTOP): as in a long pause of the collector, all its timers fire at once afterwards";

    public string? WhyNot() => ProcessPause.WhyNot();

    public Plan Shape(Plan plan) => plan with { Fault = _length };

    public Task BeginAsync(Context ctx, Cluster cluster)
    {
        _from = TimeProvider.System.Now();
        _pause = new ProcessPause(cluster.ServicesOf(Hop.Mid).Single().Id);
        return Task.CompletedTask;
    }

    public Task EndAsync(Context ctx, Cluster cluster)
    {
        _pause?.Dispose();
        cluster.Remark(string.Create(
            CultureInfo.InvariantCulture, $"The mid stood still for {(TimeProvider.System.Now() - _from).TotalSeconds:F1} s."));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _pause?.Dispose();
        return ValueTask.CompletedTask;
    }
}
