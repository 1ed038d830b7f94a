using System.Threading.Channels;

namespace Plumbline.Benchmarks;

/// <summary>The idiom without a select: wait on all readers, then see which of them has an item.</summary>
internal static class WhenAnyTurns
{
    /// <summary>As it is usually written. The waits on the channels that stay idle are left behind.</summary>
    internal static async Task<int> LeavingWaitsAsync(ChannelReader<int>[] readers, CancellationToken token)
    {
        while (true)
        {
            if (TryRead(readers, out int item))
            {
                return item;
            }

            await Task.WhenAny(readers.Select(reader => reader.WaitToReadAsync(token).AsTask()));
        }
    }

    /// <summary>As it has to be written to leave nothing behind.</summary>
    internal static async Task<int> CancelingWaitsAsync(ChannelReader<int>[] readers, CancellationToken token)
    {
        while (true)
        {
            if (TryRead(readers, out int item))
            {
                return item;
            }

            using var turn = CancellationTokenSource.CreateLinkedTokenSource(token);
            await Task.WhenAny(readers.Select(reader => reader.WaitToReadAsync(turn.Token).AsTask()));
            await turn.CancelAsync();
        }
    }

    private static bool TryRead(ChannelReader<int>[] readers, out int item)
    {
        foreach (ChannelReader<int> reader in readers)
        {
            if (reader.TryRead(out item))
            {
                return true;
            }
        }

        item = 0;
        return false;
    }
}
