using System.Runtime.InteropServices;

namespace Plumbline.Tests.Child;

/// <summary>Sends signals to this process. Whatever is to kill it does so before the exit code that says it lived on.</summary>
internal static partial class SignalScenarios
{
    private const int LivedOn = 99;

    // For a signal that must come, in a process that a test waits for no longer than that anyway.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(50);

    internal static async Task<int> FirstEndsSecondKillsAsync(string signal)
    {
        using CancelScope scope = Context.Background.WithSignals(out Context ctx);
        SendToSelf(signal);
        await ctx.Done.WaitAsync(_limit);
        Tell($"{ctx.Status} {ctx.Cause?.GetType().Name} {(ctx.Cause as SignalReceivedException)?.Signal}");
        Tell(ctx.ToException()!.Message);

        SendToSelf(signal);
        return await LiveOnAsync();
    }

    internal static async Task<int> DisposeRestoresDefaultAsync(string signal)
    {
        CancelScope scope = Context.Background.WithSignals(out Context ctx);
        scope.Dispose();
        Tell($"{ctx.Status} {ctx.Cause?.GetType().Name}");

        SendToSelf(signal);
        return await LiveOnAsync();
    }

    internal static async Task<int> ParentsEndRestoresDefaultAsync(string signal)
    {
        CancelScope outer = Context.Background.WithCancel(out Context parent);
        using CancelScope scope = parent.WithSignals(out Context ctx);
        outer.Cancel();
        Tell($"{ctx.Status} {ctx.Cause?.GetType().Name}");

        SendToSelf(signal);
        return await LiveOnAsync();
    }

    internal static async Task<int> OneSignalEndsBothAsync(string signal)
    {
        using CancelScope oneScope = Context.Background.WithSignals(out Context one);
        using CancelScope otherScope = Context.Background.WithSignals(out Context other);
        SendToSelf(signal);
        await Task.WhenAll(one.Done, other.Done).WaitAsync(_limit);
        Tell($"{(one.Cause as SignalReceivedException)?.Signal} {(other.Cause as SignalReceivedException)?.Signal}");

        SendToSelf(signal);
        return await LiveOnAsync();
    }

    internal static async Task<int> OtherSignalKillsAsync()
    {
        using CancelScope scope = Context.Background.WithSignals([PosixSignal.SIGINT], out Context ctx);
        Tell($"{ctx.Status}");

        SendToSelf(nameof(PosixSignal.SIGTERM));
        return await LiveOnAsync();
    }

    private static async Task<int> LiveOnAsync()
    {
        await Task.Delay(_limit);
        return LivedOn;
    }

    private static void Tell(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }

    private static void SendToSelf(string signal)
    {
        int number = signal switch
        {
            nameof(PosixSignal.SIGINT) => 2,
            nameof(PosixSignal.SIGTERM) => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Must be SIGINT or SIGTERM."),
        };
        if (Kill(Environment.ProcessId, number) != 0)
        {
            throw new InvalidOperationException($"kill failed with error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
