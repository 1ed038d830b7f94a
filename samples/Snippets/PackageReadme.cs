using Plumbline;

namespace Snippets;

/// <summary>What src/Plumbline/README.md quotes.</summary>
internal static class PackageReadme
{
    internal static async Task RunAsync(Context ctx, SemaphoreSlim gate)
    {
        #region core-use
        using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);
        try
        {
            await gate.WaitAsync(ctx);                     // goes wherever a CancellationToken goes
        }
        catch (Exception e) when (e.IsDeadlineExceeded(ctx))
        {
            ctx.ThrowIfDone("waiting for the gate");       // context deadline exceeded: waiting for the gate, budget 2 s set in …
        }
        #endregion
    }

    internal static void Lead(Context ctx)
    {
        #region core-back
        CancellationToken token = ctx;                     // to code that knows only tokens
        Context again = Context.From(token);               // and back: the same deadline, status and cause
        TimeSpan? left = again.Remaining;
        #endregion
        Console.WriteLine(left);
    }
}
