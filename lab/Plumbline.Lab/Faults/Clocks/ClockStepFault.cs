using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Clocks;

/// <summary>The mid's wall clock is an hour ahead, then an hour behind, then right again.</summary>
/// <remarks>As after a bad time server. Whoever measures time by the wall clock, or sends a deadline as a time of day, is wrong by an hour.</remarks>
internal sealed class ClockStepFault : IFault
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeProvider _clock = TimeProvider.System;

    private ClockShift? _shift;
    private Task<string> _back = Task.FromResult(string.Empty);

    public string Name => "clock-step";

    public int Number => 14;

    public string Summary => "the mid's wall clock jumps an hour ahead, half way through two hours back, and at the end to the right time";

    public string? WhyNot() => ClockShift.WhyNot();

    public Task PrepareAsync(Context ctx, Plan plan)
    {
        _shift = new ClockShift();
        return Task.CompletedTask;
    }

    public ProcessShape Shape(Hop hop) => hop == Hop.Mid && _shift is { } shift
        ? ProcessShape.Plain with { Environment = shift.Environment }
        : ProcessShape.Plain;

    public Task BeginAsync(Context ctx, Cluster cluster)
    {
        _shift?.Set(_hour);
        _back = BackAsync(ctx, cluster);
        return Task.CompletedTask;
    }

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        var (first, second) = (await _back, await OffAsync(ctx, cluster));
        _shift?.Set(TimeSpan.Zero);
        cluster.Remark($"The mid's wall clock was {first} off just before the second jump, and {second} just before the last.");
    }

    public ValueTask DisposeAsync()
    {
        _shift?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> BackAsync(Context ctx, Cluster cluster)
    {
        await _clock.UntilAsync(_clock.Now() + (cluster.Plan.Fault / 2), ctx);
        var off = await OffAsync(ctx, cluster);
        _shift?.Set(-_hour);
        return off;
    }

    /// <summary>How far the mid's wall clock is from this process's, to the second.</summary>
    private static async Task<string> OffAsync(Context ctx, Cluster cluster)
    {
        var mid = await cluster.ClockAsync(ctx, cluster.ServicesOf(Hop.Mid).Single());
        var off = mid.Wall - _clock.GetUtcNow();
        return string.Create(CultureInfo.InvariantCulture, $"{off.TotalSeconds:+0;-0;0} s");
    }
}
