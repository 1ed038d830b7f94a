using System.Net;

namespace Plumbline.Http.Internal;

/// <summary>A response's content whose every byte is read under the binding's context.</summary>
internal sealed class BoundContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly BodyBinding _binding;
    private readonly long? _length;
    private bool _opened;

    internal BoundContent(HttpContent inner, BodyBinding binding)
    {
        _inner = inner;
        _binding = binding;
        _length = inner.Headers.ContentLength;

        // As they came: a header the typed collection would reject still reaches the caller.
        foreach (var header in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var body = CreateContentReadStream(cancellationToken);
        body.CopyTo(stream);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() =>
        CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken)
    {
        StartReading();
        var linked = _binding.LinkRead(cancellationToken, out var token);
        try
        {
            var stream = await _inner.ReadAsStreamAsync(token).ConfigureAwait(false);
            _opened = true;
            return new BoundStream(stream, _binding);
        }
        catch (Exception e) when (_binding.Translate(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
        finally
        {
            linked?.Dispose();
            _binding.Exit(atEnd: false);
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken)
    {
        StartReading();
        try
        {
            var stream = _inner.ReadAsStream(cancellationToken);
            _opened = true;
            return new BoundStream(stream, _binding);
        }
        finally
        {
            _binding.Exit(atEnd: false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _binding.Close();

        base.Dispose(disposing);
    }

    private void StartReading()
    {
        if (_opened)
            throw new InvalidOperationException("The response body has already been read; it comes from the network only once.");

        _binding.Enter();
    }
}
