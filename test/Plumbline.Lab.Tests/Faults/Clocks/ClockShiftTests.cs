using System.Diagnostics;
using System.Net.Http.Json;
using Plumbline.Lab.Commands;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults.Clocks;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Faults.Clocks;

/// <summary>With a service of the lab, asked what its clocks say; skipped where the library is not installed.</summary>
public sealed class ClockShiftTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Set_OneHour_MovesTheWallClockAndNotTheMonotonicOne(int hours)
    {
        Assert.SkipWhen(ClockShift.WhyNot() is not null, $"Not here: {ClockShift.WhyNot()}");
        using var shift = new ClockShift();
        using var service = StartService(shift.Environment);
        var addresses = await Bounded.WaitAsync(
            service.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(), "the service to say where it listens");
        var control = new Uri(addresses!.Split(' ')[^1]);
        using var http = new HttpClient();
        var before = await ReadAsync(http, control);

        shift.Set(_hour * hours);
        var after = before;
        await Bounded.UntilAsync(
            async () =>
            {
                after = await ReadAsync(http, control);
                return (after.Wall - before.Wall).Duration() > _hour / 2;
            },
            "the wall clock to move");

        // The two readings are at most half a minute apart, so anything but the hour would show.
        Assert.InRange(after.Wall - before.Wall - (_hour * hours), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.InRange(after.Monotonic - before.Monotonic, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        service.StandardInput.Close();
        await service.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    // Not by ChildProcess, which starts the program that it is in: the tests.
    private static Process StartService(IReadOnlyDictionary<string, string> environment)
    {
        var options = new ServiceOptions { Hop = Hop.Upstream, Plan = Plan.Quick(seed: 1), Candidate = "A" };
        var program = Path.Combine(AppContext.BaseDirectory, "Plumbline.Lab.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. RoleCommands.ServiceArguments(options)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<ClockReading> ReadAsync(HttpClient http, Uri control) =>
        await http.GetFromJsonAsync(
            new Uri(control, LabPaths.Clock), LabJson.Default.ClockReading, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The service answered with null.");
}
