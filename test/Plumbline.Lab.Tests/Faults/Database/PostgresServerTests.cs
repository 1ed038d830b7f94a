using System.Diagnostics;
using Plumbline.Lab.Faults.Database;

namespace Plumbline.Lab.Tests.Faults.Database;

/// <summary>With a real server; skipped where PostgreSQL is not installed.</summary>
public sealed class PostgresServerTests
{
    private static Context Ctx => Context.From(TestContext.Current.CancellationToken);

    [Fact]
    public async Task ReadAsync_LockedTable_WaitsUntilReleasedAndLeavesOnCancel()
    {
        Assert.SkipWhen(PostgresTools.WhyNot() is not null, $"Not here: {PostgresTools.WhyNot()}");
        await using var server = await PostgresServer.StartAsync(Ctx, PostgresTools.Find());
        await using var items = new ItemTable(server.ConnectionString);
        await items.CreateAsync(Ctx);
        var before = await items.ReadAsync(1007, Ctx);
        var nobodys = await items.ReadAsync(-1, Ctx);
        await using var held = await TableLock.TakeAsync(Ctx, server.ConnectionString);

        using var leaving = new CancellationTokenSource();
        var leaves = items.ReadAsync(1, leaving.Token);
        var stays = items.ReadAsync(2, Ctx);
        await Bounded.UntilAsync(async () => (await held.ActivityAsync(Ctx)).WaitForLock == 2, "two commands to wait for the lock");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        await Bounded.UntilAsync(async () => (await held.ActivityAsync(Ctx)).WaitForLock == 1, "the canceled command to end in the server");
        var waits = !stays.IsCompleted;
        await held.ReleaseAsync(Ctx);

        Assert.Equal("item 7", before);
        Assert.Equal("item 1", nobodys);
        Assert.True(waits);
        Assert.Equal("item 2", await Bounded.WaitAsync(stays, "the command that waited to go on"));
    }

    [Fact]
    public async Task DisposeAsync_RunningServer_EndsItAndRemovesItsFiles()
    {
        Assert.SkipWhen(PostgresTools.WhyNot() is not null, $"Not here: {PostgresTools.WhyNot()}");
        var server = await PostgresServer.StartAsync(Ctx, PostgresTools.Find());

        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder));
        Assert.DoesNotContain(Process.GetProcessesByName("postgres"), process => CommandLine(process).Contains(server.Folder, StringComparison.Ordinal));
    }

    /// <summary>A terminal sends Ctrl-C to every process of the lab, to the server and its watch too.</summary>
    [Fact]
    public async Task DisposeAsync_AfterCtrlC_RemovesItsFilesAllTheSame()
    {
        Assert.SkipWhen(PostgresTools.WhyNot() is not null, $"Not here: {PostgresTools.WhyNot()}");
        var server = await PostgresServer.StartAsync(Ctx, PostgresTools.Find());
        string[] all =
        [
            .. Process.GetProcesses()
                .Where(process => CommandLine(process).Contains(server.Folder, StringComparison.Ordinal))
                .Select(static process => process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];

        using var interrupt = Process.Start("kill", ["-INT", .. all]);
        await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        await server.DisposeAsync();

        Assert.True(all.Length >= 2, "The server and its watch were both there.");
        Assert.False(Directory.Exists(server.Folder));
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{process.Id}/cmdline"));
        }
        catch (IOException)
        {
            return string.Empty; // It ended meanwhile.
        }
    }
}
