using System.Globalization;
using Plumbline.Bench;

namespace Plumbline.Load.Calls;

/// <summary>One case, measured in all ways in turn.</summary>
/// <param name="which">The case.</param>
/// <param name="ways">The ways: ours, what it should not cost more than, no limit, then others.</param>
internal sealed class CallContest(CallCase which, IReadOnlyList<Way> ways)
{
    // The compiler looks for hot methods a tenth of a second after the last new one.
    private static readonly TimeSpan _compiler = TimeSpan.FromMilliseconds(150);

    private const int FirstCalls = 16;
    private const int Rival = 1;

    private readonly List<CallSample[]> _rounds = [];

    /// <summary>Measures.</summary>
    internal async Task RunAsync(Context ctx, CallsPlan plan)
    {
        var calls = await WarmUpAsync(ctx, plan);
        for (var round = 0; round < plan.Rounds; round++)
        {
            ctx.ThrowIfDone("a round of calls");
            var samples = new CallSample[ways.Count];
            for (var turn = 0; turn < ways.Count; turn++)
            {
                var index = (round + turn) % ways.Count;
                samples[index] = await ways[index].MeasureAsync(calls, which.AtOnce);
            }

            _rounds.Add(samples);
        }
    }

    /// <summary>What was aimed for, and what was measured.</summary>
    internal IEnumerable<Finding> Findings()
    {
        var ratios = Ratios(Rival);
        var more = BytesOver(Rival);
        yield return new Finding($"{which.Title}: time against {ways[Rival].Name}", ratios.Median, Text(ratios, "0.00"), Aim.AtMost(1, null));
        yield return new Finding($"{which.Title}: bytes more than {ways[Rival].Name}", more.Median, $"{Text(more, "0")} B", Aim.AtMost(0, null, "B"));
    }

    /// <summary>What each way cost, and ours against it; a row a way.</summary>
    internal IEnumerable<string[]> Rows() => ways.Select((way, index) => (string[])
    [
        which.Title,
        way.Name,
        Text(new Distribution(_rounds.Select(round => round[index].Microseconds)), "0.0"),
        Text(new Distribution(_rounds.Select(round => round[index].Bytes)), "0"),
        index == 0 ? "" : Text(Ratios(index), "0.000"),
        index == 0 ? "" : Text(BytesOver(index), "0"),
    ]);

    private Distribution Ratios(int other) => new(_rounds.Select(round => round[0].Microseconds / round[other].Microseconds));

    private Distribution BytesOver(int other) => new(_rounds.Select(round => round[0].Bytes - round[other].Bytes));

    private async Task<int> WarmUpAsync(Context ctx, CallsPlan plan)
    {
        var calls = FirstCalls;
        for (var i = 0; i <= plan.WarmUps; i++)
        {
            var slowest = 0.0;
            foreach (var way in ways)
            {
                slowest = Math.Max(slowest, (await way.MeasureAsync(calls, which.AtOnce)).Microseconds);
            }

            await Task.Delay(_compiler, ctx);
            calls = Math.Max(1, (int)(plan.SampleMilliseconds * 1_000 / slowest / which.AtOnce)) * which.AtOnce;
        }

        return calls;
    }

    /// <summary>Median and quartiles: the lowest and the highest of so many rounds are some disturbance of the machine.</summary>
    private static string Text(Distribution numbers, string format) =>
        $"{Text(numbers.Median, format)} ({Text(numbers.At(0.25), format)}–{Text(numbers.At(0.75), format)})";

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
