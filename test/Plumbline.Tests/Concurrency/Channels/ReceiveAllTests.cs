using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Channels;

public sealed class ReceiveAllTests
{
    private readonly Channel<int> _channel = Channel.CreateUnbounded<int>();
    private readonly List<int> _received = [];
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Context _root = Context.Root(new FakeTimeProvider());

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAllAsync_ChannelCompleted_EndsAfterTheLastItem(string kind)
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        Task received = EnumerateAsync(channel.Reader.ReceiveAllAsync(ctx));

        channel.Writer.TryWrite(1);
        channel.Writer.TryWrite(2);
        channel.Writer.Complete();

        await Bounded.WaitAsync(received, "the end of the channel");
        Assert.Equal([1, 2], _received);
    }

    [Fact]
    public async Task ReceiveAllAsync_ContextEndsWithMoreItemsThere_TakesNoneOfThem()
    {
        CancelScope scope = _root.WithCancel(out Context ctx);
        Write(1, 2, 3);

        Task received = EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx), onItem: _ => scope.Cancel());

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(received, "the end"));
        Assert.Equal([1], _received);
        Assert.Equal(2, _channel.Reader.Count);
    }

    [Fact]
    public async Task ReceiveAllAsync_ContextDoneOnEntry_TakesNothing()
    {
        using CancelScope scope = _root.WithTimeout(TimeSpan.Zero, out Context ctx);
        Write(1);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx)));

        Assert.Equal(1, _channel.Reader.Count);
    }

    [Fact]
    public async Task ReceiveAllAsync_CanceledWhileWaiting_ThrowsTheContextsError()
    {
        CancelScope scope = _root.WithCancel(out Context ctx);
        Task received = EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx));

        scope.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.StartsWith("context canceled: receive from a channel of Int32, ", thrown.Message);
        Assert.Equal(ctx.Token, thrown.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiveAllAsync_EnumeratorsTokenCanceled_EndsWithThatToken(bool isUnderRoot)
    {
        using CancelScope scope = _root.WithCancel(out Context child);
        Context ctx = isUnderRoot ? _root : child;
        using var source = new CancellationTokenSource();
        Task received = EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx).WithCancellation(source.Token));
        Write(1);
        await Bounded.WaitAsync(_begun.Task, "the first item");

        await source.CancelAsync();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.Equal(source.Token, thrown.CancellationToken);
        Assert.Equal([1], _received);
    }

    [Fact]
    public async Task ReceiveAllAsync_EnumeratorsTokenIsAContexts_EndsWithThatContextsError()
    {
        using CancelScope outer = _root.WithCancel(out Context ctx);
        CancelScope scope = _root.WithCancel(out Context second);
        Task received = EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx).WithCancellation(second));

        scope.Cancel(new InvalidOperationException("The consumer left."));

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.Equal("The consumer left.", thrown.InnerException?.Message);
    }

    [Fact]
    public async Task ReceiveAllAsync_ContextCanceledBesideATokenOfTheEnumerator_ThrowsTheContextsError()
    {
        CancelScope scope = _root.WithCancel(out Context ctx);
        using var source = new CancellationTokenSource();
        Task received = EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx).WithCancellation(source.Token));

        scope.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.Equal(ctx.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task ReceiveAllAsync_ChannelCompletedWithAFault_ThrowsTheFault()
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Task received = EnumerateAsync(_channel.Reader.ReceiveAllAsync(ctx));

        _channel.Writer.Complete(new InvalidDataException("The file has no header."));

        await Assert.ThrowsAsync<InvalidDataException>(() => Bounded.WaitAsync(received, "the end of the wait"));
    }

    [Fact]
    public async Task ReceiveAllAsync_LeftEarly_LeavesNoLinks()
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        using var source = new CancellationTokenSource();
        Write(1, 2);

        await foreach (int item in _channel.Reader.ReceiveAllAsync(ctx).WithCancellation(source.Token))
        {
            _received.Add(item);
            break;
        }

        Assert.Equal([1], _received);
        Assert.Equal(0, ctx.Signal!.ChildCount);
        Assert.Equal(0, BclRegistrations.CountOf(source));
        Assert.Equal(1, _channel.Reader.Count);
    }

    [Fact]
    public async Task ReceiveAllAsync_EnumeratedTwice_TakesFromTheSameChannel()
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        IAsyncEnumerable<int> items = _channel.Reader.ReceiveAllAsync(ctx);
        Write(1, 2);
        _channel.Writer.Complete();

        await using (IAsyncEnumerator<int> first = items.GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            Assert.True(await first.MoveNextAsync());
        }

        await EnumerateAsync(items);
        Assert.Equal([2], _received);
    }

    [Fact]
    public void ReceiveAllAsync_WithoutAReader_SaysSo() =>
        Assert.Throws<ArgumentNullException>("reader", static () => ((ChannelReader<int>)null!).ReceiveAllAsync(Context.Background));

    private void Write(params ReadOnlySpan<int> items)
    {
        foreach (int item in items)
        {
            _channel.Writer.TryWrite(item);
        }
    }

    private Task EnumerateAsync(IAsyncEnumerable<int> items, Action<int>? onItem = null) => EnumerateAsync(items.ConfigureAwait(true), onItem);

    private async Task EnumerateAsync(ConfiguredCancelableAsyncEnumerable<int> items, Action<int>? onItem = null)
    {
        await foreach (int item in items)
        {
            _received.Add(item);
            _begun.TrySetResult();
            onItem?.Invoke(item);
        }
    }
}
