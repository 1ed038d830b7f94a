using Plumbline.Concurrency;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>A run that goes to work, and comes back from it, only when the test says so.</summary>
internal sealed class HeldRun(Flight<string, string> flight, string key, Context ctx) : FlightRun<string, string>(flight, key, Detach(ctx))
{
    internal int Invoked { get; private set; }

    /// <summary>What the pool would do.</summary>
    internal void Release() => ((IThreadPoolWorkItem)this).Execute();

    private protected override void Queue()
    {
    }

    private protected override Task<string>? Invoke(Context ctx)
    {
        Invoked++;
        return Task.FromResult("invoked");
    }

    private static Context Detach(Context ctx)
    {
        ctx.WithCancel(out Context own);
        return own;
    }
}
