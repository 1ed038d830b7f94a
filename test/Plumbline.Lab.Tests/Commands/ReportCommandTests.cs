using Plumbline.Lab.Commands;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plumbline-lab-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Report_ResultsDirectory_WritesPageFiguresPictureAndDocument()
    {
        var results = new ResultsDirectory(_folder.FullName);
        results.WriteInfo(KnownFiles.Info);
        results.Write(KnownFiles.Done("A"));
        results.Write(KnownFiles.Done("C"));
        await File.WriteAllTextAsync(PathOf("story.md"), "A story.\n", TestContext.Current.CancellationToken);

        var code = await LabCommand.Create()
            .Parse(["report", _folder.FullName, "--picture", PathOf("home.svg"), "--markdown", PathOf("story.md")])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.StartsWith("<!doctype html>", await ReadAsync("report.html"), StringComparison.Ordinal);
        Assert.Contains("\"home-fault\"", await ReadAsync("results.json"), StringComparison.Ordinal);
        Assert.StartsWith("<svg ", await ReadAsync("home.svg"), StringComparison.Ordinal);
        Assert.StartsWith($"A story.\n\n{MarkdownReport.Begin}", await ReadAsync("story.md"), StringComparison.Ordinal);
        Assert.Contains("](home.svg)", await ReadAsync("story.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OtherDirectory_SaysWhatIsMissing()
    {
        var error = Assert.Single(LabCommand.Create().Parse(["report", _folder.FullName]).Errors);

        Assert.Equal($"There is no run.json in '{_folder.FullName}', so it is no directory of results.", error.Message);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(PathOf(name), TestContext.Current.CancellationToken);
}
