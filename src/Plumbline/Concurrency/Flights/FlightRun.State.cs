namespace Plumbline.Concurrency;

/// <summary>A run whose work is given a state: no closure needed.</summary>
internal sealed class FlightRun<TKey, TValue, TState>(
    Context ctx, Flight<TKey, TValue> flight, TKey key, TState state, Func<Context, TKey, TState, Task<TValue>> work)
    : FlightRun<TKey, TValue>(ctx, flight, key)
    where TKey : notnull
{
    private protected override Task<TValue>? Invoke(Context ctx) => work(ctx, Key, state);
}
