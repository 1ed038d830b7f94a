namespace Plumbline.Concurrency;

/// <summary>How a <see cref="Flight{TKey, TValue}"/> runs what its callers share.</summary>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TValue">Type of the result.</typeparam>
public sealed class FlightOptions<TKey, TValue>
    where TKey : notnull
{
    /// <summary>How long one execution may take, from its start on; null, the default, takes over the deadline of its first caller, if that has one.</summary>
    /// <value>
    /// More than zero. <see cref="Timeout.InfiniteTimeSpan"/> sets no deadline, whatever the first caller's: then only the last caller's leaving
    /// stops the work.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <remarks>Set one where callers differ in patience: the deadline is fixed at the start, so one who joins later with more time gets no more.</remarks>
    public TimeSpan? Limit
    {
        get;
        init
        {
            if (value is { } limit && limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(nameof(value), limit, "Must be more than zero, or Timeout.InfiniteTimeSpan for no limit.");
            }

            field = value;
        }
    }

    /// <summary>Whether the work sees the values of its first caller; by default it sees none.</summary>
    /// <remarks>They are one caller's, and the result is for all: do not let it depend on who that is.</remarks>
    public bool CarriesValues { get; init; }

    /// <summary>What makes two keys the same; null, the default, takes the type's own equality.</summary>
    /// <remarks>Called at any time, from any thread, under a lock of the table of keys: it must be quick and must not call back.</remarks>
    public IEqualityComparer<TKey>? Comparer { get; init; }

    /// <summary>What to do with a result that came when nobody was waiting any more, such as disposing it; null, the default, drops it.</summary>
    /// <remarks>
    /// Runs on the thread pool, once for each such result. What it throws goes to <see cref="ContextDiagnostics.CallbackFailed"/>. A result that was
    /// handed to anyone never comes here: those who got it share it.
    /// </remarks>
    public Func<TValue, ValueTask>? OnAbandoned { get; init; }

    /// <summary>The tag <c>plumbline.flight.name</c> of the metrics; null, the default, leaves it out.</summary>
    /// <remarks>One of a few that are known beforehand: flights of equal names are counted together, and a name is kept for good.</remarks>
    public string? Name { get; init; }
}
