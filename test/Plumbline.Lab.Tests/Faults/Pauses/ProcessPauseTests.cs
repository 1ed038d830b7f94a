using System.Diagnostics;
using System.Globalization;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Faults.Pauses;

namespace Plumbline.Lab.Tests.Faults.Pauses;

public sealed class ProcessPauseTests
{
    [Fact]
    public async Task Dispose_StoppedProcess_GoesOn()
    {
        Assert.SkipWhen(ProcessPause.WhyNot() is not null, "Not here.");
        using var process = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;

        using (var pause = new ProcessPause(process.Id))
        {
            await Bounded.UntilAsync(() => StateIsAsync(process, 'T'), "the process to be stopped");
        }

        await process.StandardInput.WriteLineAsync("still there");
        process.StandardInput.Close();
        Assert.Equal("still there", await Bounded.WaitAsync(process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(), "the process to answer"));
    }

    [Fact]
    public async Task Dispose_ProcessThatWasKilledMeanwhile_IsQuiet()
    {
        Assert.SkipWhen(ProcessPause.WhyNot() is not null, "Not here.");
        using var process = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        var pause = new ProcessPause(process.Id);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        pause.Dispose();
    }

    [Fact]
    public void Constructor_NoSuchProcess_SaysSo()
    {
        Assert.SkipWhen(ProcessPause.WhyNot() is not null, "Not here.");

        var failure = Assert.Throws<SystemToolException>(() => new ProcessPause(4194999));

        Assert.Equal("Process 4194999 could not be sent signal 19: No such process", failure.Message);
    }

    private static async Task<bool> StateIsAsync(Process process, char state)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat");
        var stat = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        return stat[stat.LastIndexOf(')') + 2] == state;
    }
}
