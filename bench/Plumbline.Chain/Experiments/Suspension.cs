using System.ComponentModel;
using System.Runtime.InteropServices;
using Plumbline.Lab.Processes;

namespace Plumbline.Chain.Experiments;

/// <summary>A process that does not run, until disposed: its connections stay open, and it reads and says nothing.</summary>
internal sealed partial class Suspension : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly int _id;

    internal Suspension(ChildProcess process)
    {
        _id = process.Id;
        Signal(Stop);
    }

    public void Dispose() => Signal(Continue);

    private void Signal(int signal)
    {
        if (Kill(_id, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);
}
