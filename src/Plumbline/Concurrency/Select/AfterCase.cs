namespace Plumbline.Concurrency;

/// <summary>Chosen when a turn has waited for so long.</summary>
internal sealed class AfterCase(Select select, TimeSpan delay) : SelectCase(select)
{
    internal override bool IsAwaited => false;

    /// <summary>How long; <see cref="TimeSpan.MaxValue"/> for ever.</summary>
    internal TimeSpan Delay => !IsEnabled || delay == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : delay;

    /// <summary>Set by the select when the time of this turn is up.</summary>
    internal bool HasElapsed { get; set; }

    internal override bool TryChoose() => HasElapsed || Delay <= TimeSpan.Zero;

    // The select waits for the nearest one itself, as every turn has times of its own.
    internal override bool Watch(CancellationToken stop) => false;
}
