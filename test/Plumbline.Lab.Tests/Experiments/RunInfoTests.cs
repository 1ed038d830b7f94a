using System.Text.Json;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Tests.Experiments;

public sealed class RunInfoTests
{
    [Fact]
    public void After_OtherChoice_NamesWhatEitherHas()
    {
        var more = KnownFiles.Info with { Faults = ["black-hole"], Candidates = ["C", "D"], Seeds = [3] };

        var both = more.After(KnownFiles.Info);

        Assert.Equal(["slow", "black-hole"], both.Faults);
        Assert.Equal(["A", "B+", "C", "D"], both.Candidates);
        Assert.Equal([1, 3], both.Seeds);
    }

    [Theory]
    [InlineData("full", 1, "The results there are of --profile quick --scale 1, and this is --profile full --scale 1, which would replace them; choose another --out.")]
    [InlineData("quick", 0.5, "The results there are of --profile quick --scale 1, and this is --profile quick --scale 0.5, which would replace them; choose another --out.")]
    public void After_OtherSizes_Throws(string profile, double scale, string message)
    {
        var other = KnownFiles.Info with { Profile = profile, Scale = scale };

        Assert.Equal(message, Assert.Throws<IOException>(() => other.After(KnownFiles.Info)).Message);
    }

    [Fact]
    public void Starts_FileOfAnEarlierVersion_IsTheOneThatItKnows()
    {
        var text = JsonSerializer.Serialize(KnownFiles.Info, ResultsJson.Default.RunInfo).Replace("\"earlier\"", "\"unknown\"", StringComparison.Ordinal);

        var info = JsonSerializer.Deserialize(text, ResultsJson.Default.RunInfo)!; // It is not "null".

        Assert.Equal(KnownFiles.Info.StartedAt, Assert.Single(info.Starts).At);
        Assert.Empty(info.Mixed);
    }

    [Fact]
    public void Mixed_SameVersionsAndMachine_IsEmpty() => Assert.Empty(KnownFiles.Info.After(KnownFiles.Info).Mixed);

    [Fact]
    public void Mixed_OtherCommitAndParallel_NamesBoth()
    {
        var later = KnownFiles.Info with { Versions = new Dictionary<string, string> { ["Commit"] = "4567" }, Parallel = 1 };

        var mixed = later.After(KnownFiles.Info).Mixed;

        Assert.Equal(["Commit", "runs side by side"], mixed.Select(static one => one.Name));
        Assert.Equal([["0123abcd", "4567"], ["3", "1"]], mixed.Select(static one => one.Values));
    }
}
