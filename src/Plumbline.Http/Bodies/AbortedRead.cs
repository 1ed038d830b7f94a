namespace Plumbline.Http.Internal;

/// <summary>Closes the connection under an HTTP/1.1 body by starting a read and cancelling it.</summary>
internal static class AbortedRead
{
    // As much as SocketsHttpHandler would drain on disposal: a server that sends faster than that
    // makes disposal close the connection at once, so there is nothing left to gain here.
    private const int BufferSize = 16 * 1024;
    private const int MaxReads = 64;

    internal static async Task RunAsync(HttpContent body)
    {
        try
        {
            // Complete already for a response of SocketsHttpHandler; a content that has to produce its stream
            // first has no connection to close.
            var opening = body.ReadAsStreamAsync();
            if (!opening.IsCompleted)
            {
                Forget(opening);
                return;
            }

            var stream = await opening.ConfigureAwait(false);
            var buffer = new byte[BufferSize];

            // Bytes that have arrived complete a read before it can be cancelled: go on until one has to wait.
            for (var reads = 0; reads < MaxReads; reads++)
            {
                if (await ReadCanceledAsync(stream, buffer).ConfigureAwait(false) == 0)
                    return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The aim: the connection is closed. Or it was before, or the body has been consumed.
        }
    }

    private static async ValueTask<int> ReadCanceledAsync(Stream stream, byte[] buffer)
    {
        using var stop = new CancellationTokenSource();
        StartAndCancel(stream, buffer, stop, out var read);
        return await read.ConfigureAwait(false);
    }

    // Not async, so that Cancel may block: it closes the connection here and now, and not from a pool that may be starved.
    private static void StartAndCancel(Stream stream, byte[] buffer, CancellationTokenSource stop, out ValueTask<int> read)
    {
        read = stream.ReadAsync(buffer, stop.Token);
        stop.Cancel();
    }

    /// <summary>Observes a task, so that its failure does not turn up as an unobserved one.</summary>
    internal static void Forget(Task task) =>
        task.ContinueWith(
            static failed => failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
