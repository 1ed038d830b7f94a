using System.Threading.Channels;
using Plumbline;
using Plumbline.Concurrency;

namespace Snippets;

/// <summary>What docs/channels.md quotes. Run by the core's tests.</summary>
internal static class Channels
{
    internal static async Task<string> ReceiveAsync(Context ctx, ChannelReader<string> lines)
    {
        #region channel-receive
        using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);
        string line = await lines.ReceiveAsync(ctx);
        #endregion
        return line;
    }

    internal static async Task<int> ReceiveAllAsync(Context ctx, ChannelReader<string> lines)
    {
        int length = 0;
        #region channel-receive-all
        await foreach (string line in lines.ReceiveAllAsync(ctx))
        {
            length += line.Length;
        }
        #endregion
        return length;
    }

    internal static async Task SendAsync(Context ctx, ChannelWriter<string> lines)
    {
        #region channel-send
        await lines.SendAsync(ctx, "one more");
        #endregion
    }
}
