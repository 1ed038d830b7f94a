using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>What the examples of Go's package show, in .NET's terms; merging is among the tests of Merge.</summary>
public sealed class ExampleTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact, Trait("Behaviour", "B135")]
    public async Task Producer_ConsumerCancels_Ends()
    {
        using var scope = Context.Background.WithCancel(out var ctx);
        var numbers = Channel.CreateBounded<int>(1);
        Task producer = ProduceAsync(ctx, numbers.Writer);
        int first = await numbers.Reader.ReadAsync(TestContext.Current.CancellationToken);
        int second = await numbers.Reader.ReadAsync(TestContext.Current.CancellationToken);

        scope.Cancel();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(producer, "the producer to end"));
        Assert.True(exception.IsCanceled(ctx));
        Assert.Equal((1, 2), (first, second));
    }

    [Fact, Trait("Behaviour", "B136")]
    public async Task Read_OfAChannelThatIsNeverReady_ReturnsByTheDeadline()
    {
        using var cancel = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        Task<int> read = Channel.CreateUnbounded<int>().Reader.ReadAsync(ctx).AsTask();
        Assert.False(read.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(read, "the read to end"));
        Assert.True(exception.IsDeadlineExceeded(ctx));
    }

    [Fact, Trait("Behaviour", "B138")]
    public async Task Condition_ContextOfOneWaiterEnds_EndsThatWaitAndNoOther()
    {
        var condition = new Condition();
        using var scope = Context.Background.WithCancel(out var one);
        using var other = Context.Background.WithCancel(out var rest);
        Task canceled = condition.WaitApart(one);
        Task[] others = [condition.WaitApart(rest), condition.WaitApart(rest)];
        condition.AwaitWaiters(3);

        scope.Cancel();

        var exception = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(canceled, "the waiter whose context ended"));
        Assert.True(exception.IsCanceled(one));
        condition.AwaitWaiters(2);
        condition.Set();
        await Bounded.WaitAsync(Task.WhenAll(others), "the waiters whose condition came true");
    }

    [Fact, Trait("Behaviour", "B139")]
    public async Task Read_OfAConnection_EndsWithTheContextAndLeavesTheConnectionUsable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var server = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var scope = Context.Background.WithCancel(out var ctx);
        byte[] buffer = new byte[1];
        Task<int> blocked = client.GetStream().ReadAsync(buffer, ctx).AsTask();
        Assert.False(blocked.IsCompleted);

        scope.Cancel();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(blocked, "the blocked read to end"));
        Assert.True(exception.IsCanceled(ctx));
        await server.GetStream().WriteAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
        using var again = Context.Background.WithCancel(out var next);
        Assert.Equal(1, await Bounded.WaitAsync(client.GetStream().ReadAsync(buffer, next).AsTask(), "the next read"));
        Assert.Equal(7, buffer[0]);
    }

    private static async Task ProduceAsync(Context ctx, ChannelWriter<int> numbers)
    {
        for (int number = 1; ; number++)
        {
            await numbers.WriteAsync(number, ctx);
        }
    }
}
