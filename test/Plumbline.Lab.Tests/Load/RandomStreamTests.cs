using Plumbline.Lab.Load;

namespace Plumbline.Lab.Tests.Load;

public sealed class RandomStreamTests
{
    [Fact]
    public void NextUnit_PublishedSeed_GivesThePublishedSequence()
    {
        // The sequence that is published for SplitMix64 with this seed.
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];
        var random = new RandomStream(1234567);

        double[] drawn = [random.NextUnit(), random.NextUnit(), random.NextUnit(), random.NextUnit()];

        Assert.Equal(published.Select(number => (number >> 11) * Math.Pow(2, -53)), drawn);
    }

    [Fact]
    public void For_NeighbouringStreams_Differ()
    {
        var first = Enumerable.Range(-1, 1000).Select(stream => RandomStream.For(1, stream).NextUnit());

        Assert.Equal(1000, first.Distinct().Count());
    }

    [Fact]
    public void NextNormal_ManyDraws_HasMeanZeroAndDeviationOne()
    {
        var random = RandomStream.For(1, 0);

        var draws = Enumerable.Range(0, 100_000).Select(_ => random.NextNormal()).ToArray();

        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, draws.Average(draw => draw * draw), 0.03);
    }
}
