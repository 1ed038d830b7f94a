using Plumbline.Lab.Faults;

namespace Plumbline.Lab.Tests.Faults;

public sealed class SystemToolTests
{
    private static Context Ctx => Context.From(TestContext.Current.CancellationToken);

    [Fact]
    public void Find_NoSuchProgram_IsNull() => Assert.Null(SystemTool.Find("no-such-program-anywhere"));

    [Fact]
    public async Task RunAsync_Program_ReadsInputAndAnswersOutput()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The programs are Linux's.");

        var output = await SystemTool.RunAsync(Ctx, ["sh", "-c", "tr a-z A-Z"], "input");

        Assert.Equal("INPUT", output);
    }

    [Fact]
    public async Task RunAsync_ProgramFails_SaysHow()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The programs are Linux's.");

        var failure = await Assert.ThrowsAsync<SystemToolException>(
            () => SystemTool.RunAsync(Ctx, ["sh", "-c", "echo 'not allowed' >&2; exit 3"]));

        Assert.Equal("'sh -c echo 'not allowed' >&2; exit 3' ended with exit code 3: not allowed", failure.Message);
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<SystemToolException>(
            () => SystemTool.RunAsync(Ctx, ["no-such-program-anywhere"]));

        Assert.StartsWith("'no-such-program-anywhere' could not be started: ", failure.Message, StringComparison.Ordinal);
    }
}
