using System.Collections.Concurrent;
using System.Threading.Channels;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>What a flight calls: every execution waits to be told how it ends.</summary>
internal sealed class Upstream
{
    private readonly Channel<Execution> _begun = Channel.CreateUnbounded<Execution>();
    private readonly ConcurrentQueue<Execution> _all = new();

    /// <summary>All executions so far, the oldest first.</summary>
    internal IReadOnlyCollection<Execution> All => _all;

    /// <summary>Work that ends as it is told, and does not care about its context.</summary>
    internal Task<string> IgnoreAsync(Context ctx, string key) => Begin(ctx, key).Ending.Task;

    /// <summary>Work that ends as it is told, or with its context.</summary>
    internal async Task<string> ObeyAsync(Context ctx, string key) => await Begin(ctx, key).Ending.Task.WaitAsync(ctx.Token);

    /// <summary>The next execution that is begun and was not asked for yet.</summary>
    internal Task<Execution> NextAsync() => Bounded.WaitAsync(_begun.Reader.ReadAsync().AsTask(), "an execution to begin");

    private Execution Begin(Context ctx, string key)
    {
        var execution = new Execution(ctx, key);
        _all.Enqueue(execution);
        Assert.True(_begun.Writer.TryWrite(execution));
        return execution;
    }
}
