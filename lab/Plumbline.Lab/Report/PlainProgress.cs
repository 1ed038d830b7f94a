using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>Progress as lines, for output that is not a terminal: one every two seconds.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgressView
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);
    private TimeSpan _next = _interval;

    public void Say(string what) => output.WriteLine(what);

    public void Update(ExperimentState state)
    {
        var elapsed = state.Now - state.Start;
        if (elapsed < _next)
        {
            return;
        }

        _next += _interval;
        var phase = state.Times.At(state.Now)?.Name() ?? "ending";
        var runs = state.Samples.Select(pair => $"{pair.Key.Name()}: {Describe(pair.Value, state.Start)}");
        output.WriteLine($"{Texts.Seconds(elapsed),7}  {phase,-7}  {string.Join("  |  ", runs)}");
    }

    private static string Describe(IReadOnlyList<Sample> samples, TimeSpan start)
    {
        var home = Timeline.Rates(samples, start, _interval, static sample => sample.Crowd.HomeAnswered);
        var report = Timeline.Rates(samples, start, _interval, static sample => sample.Crowd.ReportAnswered);
        return $"/home {Texts.Number(Timeline.Last(home))}/s, /report {Texts.Number(Timeline.Last(report))}/s, "
            + $"in edge {Texts.Number(samples[^1].Edge.InFlight)}, in upstream {Texts.Number(samples[^1].Upstream.InFlight)}";
    }
}
