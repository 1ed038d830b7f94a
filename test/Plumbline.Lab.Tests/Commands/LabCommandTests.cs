using System.CommandLine;
using Plumbline.Lab.Commands;

namespace Plumbline.Lab.Tests.Commands;

/// <summary>What the command line says before the run, and not after a minute of measuring.</summary>
public sealed class LabCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plumbline-lab-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Create_FolderOfTheJsonFileIsMissing_SaysSo()
    {
        var parsed = Parse("no-such-folder/figures.json");

        Assert.Contains("does not exist", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_JsonFileIsAFolder_SaysThatItCannotBeWritten()
    {
        _folder.CreateSubdirectory("figures.json");

        var parsed = Parse("figures.json");

        Assert.StartsWith(
            $"'{Path.Combine(_folder.FullName, "figures.json")}' cannot be written: ", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NameOfTheJsonFileIsTooLong_SaysThatItCannotBeWritten()
    {
        var parsed = Parse(new string('f', 300));

        Assert.Contains("' cannot be written: ", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_JsonFileCannotBeWritten_EndsAsEveryWrongArgumentDoes()
    {
        _folder.CreateSubdirectory("figures.json");
        var configuration = new InvocationConfiguration { Output = TextWriter.Null, Error = TextWriter.Null };

        var ofSeed = await LabCommand.Create().Parse(["--seed", "x"]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        var ofJson = await Parse("figures.json").InvokeAsync(configuration, TestContext.Current.CancellationToken);

        Assert.NotEqual(0, ofJson);
        Assert.Equal(ofSeed, ofJson);
    }

    [Fact]
    public void Create_JsonFileIsNew_LeavesNone()
    {
        var parsed = Parse("figures.json");

        Assert.Empty(parsed.Errors);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void Create_JsonFileExists_LeavesItAsItIs()
    {
        var path = Path.Combine(_folder.FullName, "figures.json");
        File.WriteAllText(path, "of the last run");

        var parsed = Parse("figures.json");

        Assert.Empty(parsed.Errors);
        Assert.Equal("of the last run", File.ReadAllText(path));
    }

    private ParseResult Parse(string json) => LabCommand.Create().Parse(["--json", Path.Combine(_folder.FullName, json)]);
}
