namespace Plumbline.Lab.Experiments;

/// <summary>When the phases of one run really began, as moments of <see cref="Measure.MachineClock"/>.</summary>
/// <param name="Start">The first person may come.</param>
/// <param name="Measured">End of the warm-up.</param>
/// <param name="FaultFrom">The upstream was switched to slow.</param>
/// <param name="FaultUntil">The upstream was switched back.</param>
/// <param name="End">No click is made after this moment.</param>
internal sealed record PhaseTimes(
    TimeSpan Start, TimeSpan Measured, TimeSpan FaultFrom, TimeSpan FaultUntil, TimeSpan End)
{
    /// <summary>The phase that <paramref name="moment"/> falls into, or null after the end.</summary>
    public Phase? At(TimeSpan moment) =>
        moment >= End ? null
        : moment >= FaultUntil ? Phase.After
        : moment >= FaultFrom ? Phase.Fault
        : moment >= Measured ? Phase.Before
        : Phase.WarmUp;

    /// <summary>How long <paramref name="phase"/> took.</summary>
    public TimeSpan LengthOf(Phase phase) => phase switch
    {
        Phase.WarmUp => Measured - Start,
        Phase.Before => FaultFrom - Measured,
        Phase.Fault => FaultUntil - FaultFrom,
        Phase.After => End - FaultUntil,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Must be a phase of the run."),
    };

    /// <summary>The same, with the start at zero.</summary>
    public PhaseTimes FromStart() => new(TimeSpan.Zero, Measured - Start, FaultFrom - Start, FaultUntil - Start, End - Start);
}
