using Plumbline.Concurrency;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>A run of a flight that begins nothing by itself: it goes to work, and comes back from it, only when the test says so.</summary>
internal sealed class HeldRun(Context ctx, Flight<string, string> flight, string key) : FlightRun<string, string>(Detach(ctx), flight, key)
{
    private protected override Task<string>? Invoke(Context ctx) => throw new NotSupportedException("The test does what the work would.");

    private static Context Detach(Context ctx)
    {
        ctx.WithCancel(out Context own);
        return own;
    }
}
