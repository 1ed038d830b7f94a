namespace Plumbline.AspNetCore.Hubs;

/// <summary>Binds sequences of <typeparamref name="T"/>: SignalR tells a sequence that the client canceled it, and waits for it to end.</summary>
internal sealed class HubStream<T> : HubStream
{
    internal override object? Bind(object? stream, HubInvocation invocation) =>
        stream is IAsyncEnumerable<T> items ? new BoundSequence(items, invocation) : stream;

    private sealed class BoundSequence(IAsyncEnumerable<T> items, HubInvocation invocation) : IAsyncEnumerable<T>
    {
        public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            invocation.EndWith(cancellationToken);
            var enumerator = items.GetAsyncEnumerator(cancellationToken);
            await using (enumerator.ConfigureAwait(false))
            {
                while (await MoveNextAsync(enumerator).ConfigureAwait(false))
                    yield return enumerator.Current;
            }
        }

        private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<T> enumerator)
        {
            try
            {
                return await enumerator.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (invocation.IsCutShort(e))
            {
                throw invocation.ToHubException(e);
            }
        }
    }
}
