using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Plumbline.Lab.Processes;

/// <summary>This program, started once more in one of its roles.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 20;
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task<int> _exited;
    private TimeSpan _lastProcessorTime;

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

    /// <summary>Where it listens to its parent; the same, unless it says another.</summary>
    public Uri Control { get; private set; } = null!; // As above.

    /// <summary>Its end was asked for, so that it is no failure.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? _lastProcessorTime : _lastProcessorTime = _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="ChildFailedException">It ended instead, or was not ready within a minute.</exception>
    public static Task<ChildProcess> StartAsync(Context ctx, string name, params IReadOnlyList<string> arguments) =>
        StartAsync(ctx, name, arguments, prefix: [], environment: new Dictionary<string, string>());

    /// <summary>Starts it in a certain way, and waits until it listens.</summary>
    /// <param name="ctx">Ends the wait.</param>
    /// <param name="name">What it is called in messages and figures.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="prefix">A command that starts this program in its own place, with its words; empty for none.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <exception cref="ChildFailedException">It ended instead, or was not ready within a minute.</exception>
    public static async Task<ChildProcess> StartAsync(
        Context ctx,
        string name,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> prefix,
        IReadOnlyDictionary<string, string> environment)
    {
        ctx.ThrowIfDone();
        var child = new ChildProcess(name, Process.Start(Self(arguments, prefix, environment))
            ?? throw new ChildFailedException($"The process '{name}' could not be started."));
        try
        {
            using var limit = ctx.WithTimeout(_startLimit, out var ready);
            (child.Address, child.Control) = await child.ReadAddressesAsync(ready);
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

    /// <summary>Asks it to end by SIGTERM; completes when it has, with the last line that it wrote to its output.</summary>
    /// <exception cref="ChildFailedException">It wrote none.</exception>
    /// <exception cref="OperationCanceledException">The context was done first; the process may still run.</exception>
    public async Task<string> TerminateAsync(Context ctx)
    {
        IsEnding = true;
        _ = ProcessorTime; // For whoever asks later: of a process that has ended it cannot be read.
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ctx);
        var words = await _process.StandardOutput.ReadLineAsync(ctx);
        await _exited.WaitAsync(ctx);
        return words ?? throw await FailureAsync();
    }

    /// <summary>Ends the process: closes its input, and kills it when that is not enough.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            IsEnding = true;
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

    private static ProcessStartInfo Self(
        IReadOnlyList<string> arguments, IReadOnlyList<string> prefix, IReadOnlyDictionary<string, string> environment)
    {
        var program = Environment.ProcessPath
            ?? throw new ChildFailedException("The path of this program is not known, so it cannot start itself again.");
        IReadOnlyList<string> words = [.. prefix, program];
        var start = new ProcessStartInfo(words[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        foreach (var word in words.Skip(1))
        {
            start.ArgumentList.Add(word);
        }

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

    private async Task<(Uri Address, Uri Control)> ReadAddressesAsync(Context ctx)
    {
        // Nothing else is written to its output while it runs.
        var line = await _process.StandardOutput.ReadLineAsync(ctx);
        var addresses = (line ?? throw await FailureAsync()).Split(' ').Select(static address => new Uri(address)).ToArray();
        return (addresses[0], addresses[^1]);
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
