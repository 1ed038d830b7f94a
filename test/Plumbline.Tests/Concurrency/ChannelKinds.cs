using System.Threading.Channels;

namespace Plumbline.Tests.Concurrency;

/// <summary>The channels that the library is held to: all of the BCL's, and one that somebody wrote.</summary>
internal static class ChannelKinds
{
    private static readonly Dictionary<string, Func<Channel<int>>> _all = new()
    {
        ["unbounded"] = static () => Channel.CreateUnbounded<int>(),
        ["unbounded, single reader"] = static () => Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true }),
        ["unbounded, inline"] = static () => Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true }),
        ["prioritized"] = static () => Channel.CreateUnboundedPrioritized<int>(),
        ["bounded"] = static () => Channel.CreateBounded<int>(16),
        ["bounded, inline"] = static () => Channel.CreateBounded<int>(new BoundedChannelOptions(16) { AllowSynchronousContinuations = true }),
        ["of somebody's own"] = static () => new PlainChannel<int>(16),
    };

    /// <summary>The names, for theories.</summary>
    public static TheoryData<string> Names => [.. _all.Keys];

    /// <summary>The names of those that several may read from at once.</summary>
    public static TheoryData<string> NamesOfShared => [.. _all.Keys.Where(static name => name != "unbounded, single reader")];

    internal static Channel<int> Create(string name) => _all[name]();

    /// <summary>A channel with room for one item, and that taken.</summary>
    internal static Channel<int> CreateFull()
    {
        Channel<int> channel = Channel.CreateBounded<int>(1);
        Assert.True(channel.Writer.TryWrite(0));
        return channel;
    }
}
