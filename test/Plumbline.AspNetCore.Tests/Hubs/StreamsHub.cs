using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using CallContext = Plumbline.Context;

namespace Plumbline.AspNetCore;

/// <summary>Methods that return streams, each of which ends only with its context.</summary>
internal sealed class StreamsHub(Seen seen) : Hub
{
    public async IAsyncEnumerable<int> Sequence(CallContext ctx)
    {
        seen.Enter(ctx);
        yield return 1;
        await Task.Delay(Timeout.Infinite, ctx);
    }

    public async Task<IAsyncEnumerable<int>> LaterAsync(CallContext ctx)
    {
        await Task.Yield();
        return Sequence(ctx);
    }

    public async IAsyncEnumerable<int> WithToken(CallContext ctx, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        seen.Enter(ctx);
        yield return 1;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public ChannelReader<int> Channel(CallContext ctx)
    {
        seen.Enter(ctx);
        var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        return channel.Reader;
    }

    public async IAsyncEnumerable<int> Two(CallContext ctx)
    {
        seen.Enter(ctx);
        yield return 1;
        await Task.Yield();
        yield return ctx.IsDone ? -1 : 2;
    }

    [Deadline("2s")]
    public IAsyncEnumerable<int> Limited(CallContext ctx) => Sequence(ctx);

    [Deadline("2s")]
    public async IAsyncEnumerable<int> LimitedToken([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        seen.Enter(CallContext.From(cancellationToken));
        yield return 1;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
