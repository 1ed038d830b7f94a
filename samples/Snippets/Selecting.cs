using System.Threading.Channels;
using Plumbline;
using Plumbline.Concurrency;

namespace Snippets;

/// <summary>What docs/select.md and its ADR quote. Run by the core's tests.</summary>
internal static class Selecting
{
    internal static async Task ServeAsync(
        Context ctx, ChannelReader<string> orders, ChannelReader<decimal> refunds, Func<Context, string, Task> book, Func<Context, decimal, Task> pay)
    {
        #region select-loop
        using var select = new Select();
        var order = select.Receive(orders);
        var refund = select.Receive(refunds);
        var idle = select.After(TimeSpan.FromSeconds(30));

        while (await select.NextAsync(ctx))
        {
            if (order.TryTake(out string? number))
            {
                await book(ctx, number);
            }
            else if (refund.TryTake(out decimal amount))
            {
                await pay(ctx, amount);
            }
            else if (idle.IsChosen)
            {
                break;
            }
        }
        #endregion
    }

    internal static async Task PumpAsync(Context ctx, ChannelReader<int> input, ChannelWriter<int> output)
    {
        #region select-send
        using var select = new Select();
        var take = select.Receive(input);
        var give = select.Send(output);
        var buffer = new Queue<int>();

        while (await select.NextAsync(ctx))
        {
            if (take.TryTake(out int item))
            {
                buffer.Enqueue(item);
            }

            take.IsEnabled = buffer.Count < 100;
            if (!give.IsOffering && buffer.TryDequeue(out int next))
            {
                give.Offer(next);
            }
        }
        #endregion
    }

    internal static async Task<string?> FirstOfAsync(Context ctx, Context session, Task<string> load)
    {
        #region select-done
        using var select = new Select();
        var loaded = select.Completed(load);
        var left = select.Done(session);

        await select.NextAsync(ctx);
        return left.IsChosen ? null : await load;
        #endregion
    }

    internal static async Task<bool> OfferAsync(Context ctx, ChannelWriter<int> one, ChannelWriter<int> other, int item)
    {
        #region select-default
        using var select = new Select();
        select.Send(one, item);
        select.Send(other, item);
        var full = select.Default();

        await select.NextAsync(ctx);
        return !full.IsChosen;
        #endregion
    }

    internal static async Task<List<string>> UrgentFirstAsync(Context ctx, ChannelReader<string> urgent, ChannelReader<string> ordinary)
    {
        var done = new List<string>();
        #region select-listed
        using var select = new Select(SelectOrder.Listed);
        var first = select.Receive(urgent);
        var second = select.Receive(ordinary);
        #endregion
        while (await select.NextAsync(ctx))
        {
            if (first.TryTake(out string? item) || second.TryTake(out item))
            {
                done.Add(item);
            }
        }

        return done;
    }
}
