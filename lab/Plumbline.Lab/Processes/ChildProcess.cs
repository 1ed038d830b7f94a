using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Plumbline.Lab.Processes;

/// <summary>This program, started once more in one of its roles.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 20;
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task<int> _exited;

    private ChildProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        _process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        _process.BeginErrorReadLine();
        _exited = ExitCodeAsync();
    }

    /// <summary>What it is called in messages and figures.</summary>
    public string Name { get; }

    /// <summary>Its number among the processes of the machine.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!; // Set by StartAsync before anyone gets the object.

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="ChildFailedException">It ended instead, or was not ready within 20 seconds.</exception>
    public static async Task<ChildProcess> StartAsync(Context ctx, string name, params IReadOnlyList<string> arguments)
    {
        ctx.ThrowIfDone();
        var child = new ChildProcess(name, Process.Start(Self(arguments))
            ?? throw new ChildFailedException($"The process '{name}' could not be started."));
        try
        {
            using var limit = ctx.WithTimeout(_startLimit, out var ready);
            child.Address = await child.ReadAddressAsync(ready);
            return child;
        }
        catch (OperationCanceledException) when (!ctx.IsDone)
        {
            await child.DisposeAsync();
            throw new ChildFailedException($"The process '{name}' was not ready within {_startLimit.TotalSeconds} s.");
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process has ended, with what there is to say about that.</summary>
    public async Task<ChildFailedException> FailureAsync()
    {
        var code = (await _exited).ToString(CultureInfo.InvariantCulture);
        return new ChildFailedException(string.Join(
            Environment.NewLine, [$"The process '{Name}' ended during the run with exit code {code}.", .. _errors]));
    }

    /// <summary>Ends the process: closes its input, and kills it when that is not enough.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _exited.WaitAsync(_stopLimit);
        }
        catch (Exception failure) when (failure is TimeoutException or IOException)
        {
            _process.Kill();
            await _exited;
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Self(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath
            ?? throw new ChildFailedException("The path of this program is not known, so it cannot start itself again.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Run as "dotnet Plumbline.Lab.dll" the program is the dotnet host, which must be told what to run. The benches compile this file too.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, typeof(ChildProcess).Assembly.GetName().Name + ".dll"));
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private async Task<Uri> ReadAddressAsync(Context ctx)
    {
        // Nothing else is ever written to its output.
        var line = await _process.StandardOutput.ReadLineAsync(ctx);
        return line is null ? throw await FailureAsync() : new Uri(line);
    }

    private void KeepError(string? line)
    {
        if (line is null)
        {
            return;
        }

        _errors.Enqueue(line);
        if (_errors.Count > KeptErrorLines)
        {
            _errors.TryDequeue(out _);
        }
    }
}
