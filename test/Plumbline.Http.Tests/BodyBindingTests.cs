using System.Net;
using Plumbline.Http.Internal;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>Who touches the inner body when: never two at a time.</summary>
public sealed class BodyBindingTests
{
    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H12")]
    public async Task EndAsync_ReadPending_WaitsForReader(string version)
    {
        var body = new WaitingStream();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var response = NewResponse(version, body);
        var binding = BodyBinding.Bind(ctx, response, NewCall(ctx))!;
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var read = stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();

        cancel.Cancel();
        await Signal.WaitAsync(binding.EndAsync(), "the end is dealt with");

        Assert.Equal((1, false), (body.Reads, body.IsDisposed));
        body.Release();

        // What had arrived is delivered; the reader, on its way out, gives the body up.
        Assert.Equal(1, await Signal.WaitAsync(read, "the pending read ends"));
        await Signal.WaitAsync(body.Disposed, "the body is disposed");
        await Assert.ThrowsAsync<ContextCanceledException>(
            () => stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task EndAsync_NobodyReads_GivesBodyUp(string version)
    {
        var body = new WaitingStream();
        body.Release();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var response = NewResponse(version, body);
        var binding = BodyBinding.Bind(ctx, response, NewCall(ctx))!;

        await Signal.WaitAsync(binding.EndAsync(), "the end is dealt with");

        Assert.True(body.IsDisposed);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Close_ReadPending_EndsReadAndLeavesBodyToReader(string version)
    {
        var body = new WaitingStream();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var response = NewResponse(version, body);
        BodyBinding.Bind(ctx, response, NewCall(ctx));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var read = stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();

        response.Dispose();

        Assert.Equal((1, false, true), (body.Reads, body.IsDisposed, body.LastToken.IsCancellationRequested));
        body.Release();
        Assert.Equal(1, await Signal.WaitAsync(read, "the pending read ends"));
        await Signal.WaitAsync(body.Disposed, "the body is disposed");
        Assert.False(ctx.IsDone);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void Bind_ContextNeverDone_LeavesResponseAlone()
    {
        using var response = NewResponse("1.1", new WaitingStream());
        var content = response.Content;

        Assert.Null(BodyBinding.Bind(Context.Background, response, NewCall(Context.Background)));
        Assert.Same(content, response.Content);
    }

    private static StoredContext NewCall(Context ctx)
    {
        var call = new StoredContext(ctx, isBound: true);
        call.Record.Start(new HttpRequestMessage(HttpMethod.Get, "http://host/"), ctx.Clock);
        return call;
    }

    private static HttpResponseMessage NewResponse(string version, Stream body) =>
        new(HttpStatusCode.OK) { Version = new Version(version), Content = new StreamContent(body) };

    /// <summary>Its reads wait to be released, whatever their token says, and it notices when two of them meet.</summary>
    private sealed class WaitingStream : Stream
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public int Reads => _reads;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public CancellationToken LastToken { get; private set; }

        public Task Disposed => _disposed.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Release() => _released.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            LastToken = cancellationToken;
            Interlocked.Increment(ref _reads);
            await _released.Task;
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
