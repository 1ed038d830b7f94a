using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Faults.Pauses;

/// <summary>The mid's collector works for three seconds on end: full blocking collections of a large heap, one after the other.</summary>
internal sealed class PressureFault : IFault
{
    private static readonly TimeSpan _length = TimeSpan.FromSeconds(3);
    private Task<PressureRecord>? _pressure;

    public string Name => "gc-pressure";

    public int Number => 7;

    public string Summary => "the mid's collector runs full blocking collections of a large heap, one after the other, for 3 s";

    public Plan Shape(Plan plan) => plan with { Fault = _length };

    public Task BeginAsync(Context ctx, Cluster cluster)
    {
        _pressure = cluster.PostAsync(
            ctx,
            cluster.ServicesOf(Hop.Mid).Single(),
            LabPaths.Pressure,
            LabJson.Default.PressureRecord,
            $"time={_length.ToString("c", CultureInfo.InvariantCulture)}");
        return Task.CompletedTask;
    }

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        if (_pressure is { } pressure)
        {
            var record = await pressure;
            cluster.Remark(string.Create(
                CultureInfo.InvariantCulture,
                $"The mid's collector ran {record.Collections} times in {record.Took.TotalSeconds:F1} s and kept all threads stopped for {record.Paused.TotalSeconds:F1} s of them."));
        }
    }
}
