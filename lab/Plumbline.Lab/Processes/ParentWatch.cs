using System.Runtime.InteropServices;

namespace Plumbline.Lab.Processes;

/// <summary>Ties a child process to the life of its parent.</summary>
internal sealed class ParentWatch : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;

    private ParentWatch()
    {
        // Ctrl-C reaches every process of the terminal's foreground group. The parent alone decides what it means.
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
    }

    /// <summary>From now on this process exits as soon as its parent closes the pipe to it, or is gone.</summary>
    /// <remarks>
    /// The parent holds the other end of standard input; the system closes it even when the parent is killed. A thread of
    /// its own reads it, because a service that collapses may have no pool thread left.
    /// </remarks>
    public static ParentWatch Start()
    {
        new Thread(ExitAtEndOfInput) { IsBackground = true, Name = "parent watch" }.Start();
        return new ParentWatch();
    }

    public void Dispose() => _interrupt.Dispose();

    private static void ExitAtEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
        }

        Environment.Exit(0);
    }
}
