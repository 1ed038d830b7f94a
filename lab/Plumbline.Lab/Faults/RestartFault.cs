using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults;

/// <summary>The mid gets SIGTERM and drains, while a new one starts at the same port.</summary>
internal sealed class RestartFault : IFault
{
    public string Name => "restart";

    public int Number => 13;

    public string Summary => "the mid is asked to end under load, and a new one is started at once";

    public string? WhyNot() =>
        OperatingSystem.IsWindows() ? "Windows has no SIGTERM."
        : SystemTool.Find("kill") is null ? "the program 'kill' is not installed (package procps)."
        : null;

    public async Task BeginAsync(Context ctx, Cluster cluster)
    {
        var begun = TimeProvider.System.Now();
        await cluster.RestartAsync(ctx, Hop.Mid);
        cluster.Remark(FormattableString.Invariant(
            $"The old mid had ended and the new one listened {(TimeProvider.System.Now() - begun).TotalSeconds:F1} s after SIGTERM."));
    }

    public Task EndAsync(Context ctx, Cluster cluster) => Task.CompletedTask;
}
