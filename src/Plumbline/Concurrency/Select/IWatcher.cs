namespace Plumbline.Concurrency;

/// <summary>Whom a <see cref="ChannelWatch"/> tells.</summary>
internal interface IWatcher
{
    /// <summary>Whether a turn is asleep, to be woken.</summary>
    bool IsAsleep { get; }

    /// <summary>Wakes it. From any thread.</summary>
    void Wake();
}
