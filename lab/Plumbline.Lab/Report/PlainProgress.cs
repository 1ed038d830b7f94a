using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>Progress as lines, for output that is not a terminal: every ten seconds one for each run of the moment.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider clock) : IProgressView
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);
    private Estimate? _estimate;
    private TimeSpan? _next;

    public void Say(string what) => output.WriteLine(what);

    public void Update(MatrixState state)
    {
        _estimate ??= new Estimate(clock, state.Over);
        _next ??= clock.Now() + _interval;
        if (clock.Now() < _next)
        {
            return;
        }

        _next += _interval;
        var left = _estimate.Left(state) is { } known ? $", about {Texts.Span(known)} left" : string.Empty;
        output.WriteLine($"{state.Over} of {state.Total} runs are over{left}");
        foreach (var cell in state.Running)
        {
            output.WriteLine($"  {cell.Key,-20} {cell.Times.At(cell.Now)?.Name() ?? "ending",-7}  {Describe(cell)}");
        }
    }

    private static string Describe(CellState cell) => cell.Samples is [.., { } last]
        ? $"/home {Rate(cell, static sample => sample.Crowd.HomeAnswered)}/s, /report {Rate(cell, static sample => sample.Crowd.ReportAnswered)}/s, in flight: "
            + string.Join(", ", last.Services.OrderBy(static service => service.Key).Select(static service =>
                $"{service.Key.Name()} {Texts.Number(service.Value.InFlight)}"))
        : "starting";

    private static string Rate(CellState cell, Func<Sample, double> counter) =>
        Texts.Number(Timeline.Last(Timeline.Rates(cell.Samples, cell.Start, TimeSpan.FromSeconds(2), counter)));
}
