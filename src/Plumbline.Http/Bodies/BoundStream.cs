namespace Plumbline.Http.Internal;

/// <summary>A body's stream whose reads fail with the context's error once it is done.</summary>
internal sealed class BoundStream(Stream inner, BodyBinding binding) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    // The stream of an upgraded connection (101) is written to as well.
    public override bool CanWrite => inner.CanWrite;

    public override bool CanTimeout => inner.CanTimeout;

    public override int ReadTimeout
    {
        get => inner.ReadTimeout;
        set => inner.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => inner.WriteTimeout;
        set => inner.WriteTimeout = value;
    }

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        binding.Enter();
        var atEnd = false;
        var count = 0;
        var linked = binding.LinkRead(cancellationToken, out var token);
        try
        {
            count = await inner.ReadAsync(buffer, token).ConfigureAwait(false);
            atEnd = count == 0 && !buffer.IsEmpty;
            return count;
        }
        catch (Exception e) when (binding.Translate(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
        finally
        {
            linked?.Dispose();
            binding.Exit(atEnd, count);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    // A blocking read knows no token, so it could not be ended in time: it waits for one that does.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var linked = binding.LinkWrite(cancellationToken, out var token);
        try
        {
            await inner.WriteAsync(buffer, token).ConfigureAwait(false);
        }
        catch (Exception e) when (binding.Translate(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var linked = binding.LinkWrite(cancellationToken, out var token);
        try
        {
            await inner.FlushAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (binding.Translate(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            binding.Close();

        base.Dispose(disposing);
    }
}
