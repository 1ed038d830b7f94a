namespace Plumbline.Http.Internal;

/// <summary>Reads a response's body into memory under its call's context.</summary>
internal static class BufferedBody
{
    // What SocketsHttpHandler answers with. Null where a later runtime calls it otherwise: then every body is bound, which costs more and does the same.
    private static readonly Type? _network = Type.GetType("System.Net.Http.HttpConnectionResponseContent, System.Net.Http");

    /// <param name="ctx">The context that bounds the body.</param>
    /// <param name="response">Its content is replaced where it comes from a handler that we do not know.</param>
    /// <param name="call">The call that the response belongs to.</param>
    /// <param name="most">How many bytes to take at most.</param>
    /// <param name="token">Canceled with the context or before.</param>
    /// <param name="stop">For the caller alone, to be disposed once the task is over; null for none.</param>
    internal static Task LoadAsync(
        Context ctx, HttpResponseMessage response, IContextCarrier call, long most, CancellationToken token, out BodyStop? stop)
    {
        stop = null;
        if (!EndsWithToken(response.Content))
        {
            // Of a decompressing or other content nothing is known: it may look at the token only now and then, and not close the connection.
            BodyBinding.Bind(ctx, response, call);
            return response.Content.LoadIntoBufferAsync(most, token);
        }

        if (ctx.IsDone)
            return AbortAsync(ctx, response);

        stop = BodyStop.Take();
        var loading = response.Content.LoadIntoBufferAsync(most, stop.Token);
        if (!loading.IsCompleted)
            stop.Follow(token);

        return loading;
    }

    // The network's is copied under one registration that closes the connection or resets the stream. The others are in memory.
    private static bool EndsWithToken(HttpContent content) =>
        content.GetType() == _network || content is ByteArrayContent or ReadOnlyMemoryContent;

    private static async Task AbortAsync(Context ctx, HttpResponseMessage response)
    {
        if (response.Version.Major < 2)
            await AbortedRead.RunAsync(response.Content).ConfigureAwait(false);

        throw new OperationCanceledException(ctx.Token);
    }
}
