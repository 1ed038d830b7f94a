using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>Progress as lines, for output that is not a terminal: one every two seconds.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgressView
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);
    private readonly Dictionary<CellKey, TimeSpan> _next = [];

    public void Say(string what) => output.WriteLine(what);

    public void Update(MatrixState state)
    {
        foreach (var cell in state.Running)
        {
            var elapsed = cell.Now - cell.Start;
            if (elapsed >= _next.GetValueOrDefault(cell.Key, _interval))
            {
                _next[cell.Key] = elapsed + _interval;
                var phase = cell.Times.At(cell.Now)?.Name() ?? "ending";
                output.WriteLine($"{Texts.Seconds(elapsed),7}  {phase,-7}  {cell.Key}: {Describe(cell.Samples, cell.Start)}");
            }
        }
    }

    private static string Describe(IReadOnlyList<Sample> samples, TimeSpan start)
    {
        var home = Timeline.Rates(samples, start, _interval, static sample => sample.Crowd.HomeAnswered);
        var report = Timeline.Rates(samples, start, _interval, static sample => sample.Crowd.ReportAnswered);
        var services = samples[^1].Services;
        return $"/home {Texts.Number(Timeline.Last(home))}/s, /report {Texts.Number(Timeline.Last(report))}/s, in edge "
            + $"{Texts.Number(services[Hop.Edge].InFlight)}, mid {Texts.Number(services[Hop.Mid].InFlight)}, upstream {Texts.Number(services[Hop.Upstream].InFlight)}";
    }
}
