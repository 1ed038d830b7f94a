namespace Plumbline.Measure;

/// <summary>How long to measure.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Rounds">How often ours and the other are measured in turn; the median of the rounds' ratios counts.</param>
/// <param name="SampleMilliseconds">How long one of the two is measured in a round, about.</param>
/// <param name="WarmUpTurns">How often both run, with a rest for the compiler after each, before anything counts.</param>
/// <param name="Scale">What numbers of probes and seconds are multiplied by.</param>
internal sealed record Profile(string Name, int Rounds, int SampleMilliseconds, int WarmUpTurns, double Scale)
{
    internal static Profile Smoke { get; } = new("smoke", Rounds: 1, SampleMilliseconds: 10, WarmUpTurns: 1, Scale: 0.05);

    internal static Profile Quick { get; } = new("quick", Rounds: 7, SampleMilliseconds: 100, WarmUpTurns: 4, Scale: 1);

    internal static Profile Full { get; } = new("full", Rounds: 21, SampleMilliseconds: 250, WarmUpTurns: 8, Scale: 3);

    internal static Profile? Find(string name) => Array.Find([Smoke, Quick, Full], profile => profile.Name == name);

    /// <summary>How many to measure, scaled; at least one.</summary>
    internal int Count(int quick) => Math.Max(1, (int)(quick * Scale));

    /// <summary>A number that belongs to the question: less to see that it runs, never more.</summary>
    internal int Size(int asked) => Math.Max(1, (int)(asked * Math.Min(1, Scale)));

    /// <summary>A time, scaled; for what is shorter than it needs to be, <paramref name="least"/>.</summary>
    internal TimeSpan Time(double quickSeconds, double least = 0.1) => TimeSpan.FromSeconds(Math.Max(least, quickSeconds * Scale));
}
