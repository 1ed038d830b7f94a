namespace Plumbline.Concurrency;

/// <summary>What a group had when its time was up, or when all its children had ended.</summary>
/// <typeparam name="T">Type of a result.</typeparam>
/// <remarks>Thread safety: immutable, as far as the results are.</remarks>
public sealed class PartialResults<T>
{
    internal PartialResults(IReadOnlyList<T> values, IReadOnlyList<Exception> failures, bool isComplete)
    {
        Values = values;
        Failures = failures;
        IsComplete = isComplete;
    }

    /// <summary>The results that are there, in the order in which their children were given to the group.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>What failed, the first one first; only of a group that supervises, and nothing of what went to <see cref="TaskGroupOptions.OnFailure"/>.</summary>
    public IReadOnlyList<Exception> Failures { get; }

    /// <summary>Whether every child has given its result.</summary>
    public bool IsComplete { get; }
}
