using Plumbline.Lab.Report;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Report;

public sealed class VerdictsTests
{
    [Fact]
    public void Sentence_NeverNormal_SaysHowLongItWasWatched() => Assert.Equal(
        "stays up: 100.0 % of the fault-free /home in the fault; not normal within 10 s of its end; 86.5 % of the upstream's work was for nobody",
        Verdicts.Sentence(new Summary("slow", "C", [KnownRun.Result()])));

    [Fact]
    public void Sentence_NotInEverySeed_SaysSo()
    {
        var well = KnownRun.Result();
        well = well with { Recovery = well.Recovery with { Time = S(0.4) } };

        var sentence = Verdicts.Sentence(new Summary("slow", "C", [well, well with { }, KnownRun.Result(seed: 2)]));

        Assert.Contains("normal 0.4 s after the fault, but not in every seed", sentence, StringComparison.Ordinal);
    }
}
