using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Signals;

/// <summary>POSIX signals, sent by a real process to itself: the first ends the context, the second kills.</summary>
public sealed class WithSignalsTests
{
    // A shell's convention, and the runtime's: 128 and the number of the signal.
    private const int KilledBySigInt = 130;
    private const int KilledBySigTerm = 143;

    public static TheoryData<string, int> BothSignals => new() { { "SIGINT", KilledBySigInt }, { "SIGTERM", KilledBySigTerm } };

    [Theory, MemberData(nameof(BothSignals))]
    public async Task WithSignals_SentTwice_FirstEndsTheContextAndSecondKills(string signal, int exitCode)
    {
        var ended = await RunAsync("signal-twice", signal);

        Assert.Equal($"Canceled SignalReceivedException {signal}", ended.Lines[0]);
        Assert.StartsWith($"context canceled: Signal {signal} received, signals awaited in FirstEndsSecondKillsAsync (SignalScenarios.cs:", ended.Lines[1]);
        Assert.Equal((2, exitCode), (ended.Lines.Length, ended.ExitCode));
    }

    [Theory, MemberData(nameof(BothSignals))]
    public async Task Dispose_ThenASignal_HasItsUsualEffect(string signal, int exitCode)
    {
        var ended = await RunAsync("signal-after-dispose", signal);

        Assert.Equal(["Canceled ContextCanceledException"], ended.Lines);
        Assert.Equal(exitCode, ended.ExitCode);
    }

    [Theory, MemberData(nameof(BothSignals))]
    public async Task Cancel_ParentThenASignal_HasItsUsualEffect(string signal, int exitCode)
    {
        var ended = await RunAsync("signal-after-parent-ended", signal);

        Assert.Equal(["Canceled ContextCanceledException"], ended.Lines);
        Assert.Equal(exitCode, ended.ExitCode);
    }

    [Fact]
    public async Task WithSignals_TwoContexts_OneSignalEndsBothAndTheNextKills()
    {
        var ended = await RunAsync("signal-two-contexts", "SIGTERM");

        Assert.Equal(["SIGTERM SIGTERM"], ended.Lines);
        Assert.Equal(KilledBySigTerm, ended.ExitCode);
    }

    [Fact]
    public async Task WithSignals_AnotherSignal_HasItsUsualEffect()
    {
        var ended = await RunAsync("signal-not-awaited");

        Assert.Equal(["Active"], ended.Lines);
        Assert.Equal(KilledBySigTerm, ended.ExitCode);
    }

    [Fact]
    public void WithSignals_NoSignal_IsAnOrdinaryChild()
    {
        var clock = new FakeTimeProvider();
        var cause = new InvalidOperationException("the cause");
        var outer = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(1), out var parent);
        using var scope = parent.WithSignals(out var child);
        (bool, DateTimeOffset?, int) before = (child.IsDone, child.Deadline, parent.Signal!.ChildCount);

        outer.Cancel(cause);

        Assert.Equal((false, parent.Deadline, 1), before);
        Assert.Same(cause, child.Cause);
        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact]
    public void WithSignals_ParentIsDone_IsDone()
    {
        var outer = Context.Background.WithCancel(out var parent);
        outer.Cancel();

        using var scope = parent.WithSignals(out var child);

        Assert.Equal(ContextStatus.Canceled, child.Status);
    }

    [Fact]
    public void WithSignals_None_Throws()
    {
        var thrown = Assert.Throws<ArgumentException>(
            "signals", () => Context.Background.WithSignals(ReadOnlySpan<PosixSignal>.Empty, out _));

        Assert.StartsWith("Must hold at least one signal to wait for.", thrown.Message);
    }

    [Fact]
    public void WithSignals_UnknownSignal_ThrowsAndLinksNothing()
    {
        using var outer = Context.Background.WithCancel(out var parent);

        Assert.ThrowsAny<Exception>(() => parent.WithSignals([PosixSignal.SIGINT, (PosixSignal)10_000], out _));

        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact]
    public void SignalReceivedException_OfASignal_SaysWhich()
    {
        var exception = new SignalReceivedException(PosixSignal.SIGINT);

        Assert.Equal((PosixSignal.SIGINT, "Signal SIGINT received."), (exception.Signal, exception.Message));
    }

    private static Task<(int ExitCode, string[] Lines)> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill.");
        return ChildProcess.RunAsync(arguments);
    }
}
