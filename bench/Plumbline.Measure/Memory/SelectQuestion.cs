using System.Threading.Channels;
using Plumbline.Concurrency;

namespace Plumbline.Measure;

/// <summary>What a loop leaves behind on channels that stay idle.</summary>
internal sealed class SelectQuestion : IQuestion
{
    private const int IdleChannels = 2;

    public string Name => "retained-select";

    public string Title => "What does a loop hold that waits on a busy channel and on two idle ones?";

    public string Method =>
        "100 000 turns, each of which waits, then gets an item from the busy channel, whose writer goes on inline: no thread pool. With one select for all turns, " +
        "with a select made anew for each, and with `Task.WhenAny` over `WaitToReadAsync`. Then rest and full collections; bytes of the heap, less those before.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int turns = profile.Size(100_000);
        using var cancel = Context.Background.WithCancel(out Context ctx);
        Channel<int>[] channels = [.. Enumerable.Range(0, IdleChannels + 1).Select(static _ => CreateChannel())];
        using var select = new Select();
        ReceiveCase<int>[] cases = AddCases(select, channels);
        Channel<int>[] forIdiom = [.. Enumerable.Range(0, IdleChannels + 1).Select(static _ => CreateChannel())];
        IReadOnlyList<Finding> findings =
        [
            Measure($"one select, {turns:N0} turns", turns, mostMegabytes: 0.1, () => TakeTurn(select, ctx, channels, cases)),
            Measure($"a select made anew, {turns:N0} turns", turns, mostMegabytes: 0.5, () => TakeNewTurn(ctx, channels)),
            Measure($"`Task.WhenAny`, {turns:N0} turns", turns, mostMegabytes: null, () => TakeIdiomTurn(forIdiom)),
        ];
        GC.KeepAlive(channels);
        GC.KeepAlive(forIdiom);
        return findings;
    }

    private static Channel<int> CreateChannel() => Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    private static Finding Measure(string what, int turns, double? mostMegabytes, Action turn)
    {
        Repeat(turns / 10, turn);
        var retained = new Retained(0);
        Repeat(turns, turn);
        return retained.FindBytes(what, mostMegabytes);
    }

    private static void Repeat(int turns, Action turn)
    {
        for (int i = 0; i < turns; i++)
        {
            turn();
        }
    }

    private static ReceiveCase<int>[] AddCases(Select select, Channel<int>[] channels) => [.. channels.Select(channel => select.Receive(channel.Reader))];

    private static void TakeTurn(Select select, Context ctx, Channel<int>[] channels, ReceiveCase<int>[] cases)
    {
        ValueTask<bool> turn = select.NextAsync(ctx);
        channels[0].Writer.TryWrite(7);
        if (!turn.IsCompleted || !turn.GetAwaiter().GetResult() || !cases[0].TryTake(out _))
        {
            throw new InvalidOperationException("The turn did not end inline.");
        }
    }

    private static void TakeNewTurn(Context ctx, Channel<int>[] channels)
    {
        using var select = new Select();
        TakeTurn(select, ctx, channels, AddCases(select, channels));
    }

    private static void TakeIdiomTurn(Channel<int>[] channels)
    {
        Task<Task<bool>> turn = Task.WhenAny(channels.Select(static channel => channel.Reader.WaitToReadAsync().AsTask()));
        channels[0].Writer.TryWrite(7);
        if (!turn.IsCompleted || !channels[0].Reader.TryRead(out _))
        {
            throw new InvalidOperationException("The turn did not end inline.");
        }
    }
}
