using System.Runtime.InteropServices;

namespace Plumbline.Lab.Faults.Pauses;

/// <summary>A process of the lab, stopped by the system until disposed: no thread of it runs, its sockets stay open.</summary>
internal sealed partial class ProcessPause : IDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int NoSuchProcess = 3;
    private readonly int _process;
    private bool _over;

    /// <summary>Stops it.</summary>
    /// <param name="process">Its number.</param>
    /// <exception cref="SystemToolException">It is gone, or not ours to stop.</exception>
    public ProcessPause(int process)
    {
        _process = process;
        if (Kill(process, SigStop) != 0)
        {
            throw Failure(SigStop);
        }
    }

    /// <summary>Null where processes can be stopped so; otherwise why not.</summary>
    public static string? WhyNot() => OperatingSystem.IsLinux() ? null : "the numbers of the signals are Linux's.";

    /// <summary>Lets it go on. One that was killed meanwhile, as when the run is stopped in the pause, has no need of that.</summary>
    public void Dispose()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        if (Kill(_process, SigCont) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
        {
            throw Failure(SigCont);
        }
    }

    private SystemToolException Failure(int signal) => new(
        $"Process {_process} could not be sent signal {signal}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
