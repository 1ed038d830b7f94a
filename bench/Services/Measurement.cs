using System.CommandLine;
using Plumbline.Lab.Processes;

namespace Plumbline.Bench.Services;

/// <summary>Runs a measurement's command line, and its measurement under a context that signals end.</summary>
internal static class Measurement
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    /// <summary>Parses and runs.</summary>
    internal static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // Ctrl-C and SIGTERM become the end of a context (MeasureAsync), or are left to the parent (roles).
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        try
        {
            return await root.Parse(args).InvokeAsync(configuration);
        }
        catch (ChildFailedException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }

    /// <summary>Measures until done, or until a signal says stop.</summary>
    internal static async Task<int> MeasureAsync(Func<Context, Task> measure)
    {
        using var signals = Context.Background.WithSignals(out var ctx);
        try
        {
            await measure(ctx);
            return 0;
        }
        catch (OperationCanceledException) when (ctx.Cause is SignalReceivedException { Signal: var signal })
        {
            await Console.Error.WriteLineAsync($"Stopped by {signal}; all processes have ended.");
            return Interrupted;
        }
    }
}
