namespace Plumbline.Concurrency;

/// <summary>A run whose work is given a state: no closure needed.</summary>
internal sealed class FlightRun<TKey, TValue, TState>(
    Flight<TKey, TValue> flight, TKey key, Context ctx, TState state, Func<Context, TKey, TState, Task<TValue>> work)
    : FlightRun<TKey, TValue>(flight, key, ctx)
    where TKey : notnull
{
    private protected override Task<TValue>? Invoke(Context ctx) => work(ctx, Key, state);
}
