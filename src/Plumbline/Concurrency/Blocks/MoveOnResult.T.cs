using System.Diagnostics.CodeAnalysis;

namespace Plumbline.Concurrency;

/// <summary>What came of a body with a time limit: its value or none, and whether the limit was reached.</summary>
/// <typeparam name="T">What the body produces.</typeparam>
/// <remarks>The default has no value and says that the limit was not reached. Thread safety: immutable.</remarks>
public readonly struct MoveOnResult<T> : IEquatable<MoveOnResult<T>>
{
    private readonly T? _value;

    internal MoveOnResult(T value, bool limitReached)
    {
        _value = value;
        HasValue = true;
        LimitReached = limitReached;
    }

    private MoveOnResult(bool limitReached) => LimitReached = limitReached;

    internal static MoveOnResult<T> WithoutValue => new(limitReached: true);

    /// <summary>Whether the body ran to its end.</summary>
    public bool HasValue { get; }

    /// <summary>Whether the limit had passed when the body ended, or was too near for what the body had to do. With a value it means that the body was late, or did not look at its context.</summary>
    public bool LimitReached { get; }

    /// <summary>The body's value.</summary>
    /// <exception cref="InvalidOperationException">There is none: the limit ended the body.</exception>
    public T Value => HasValue
        ? _value!
        : throw new InvalidOperationException("The limit ended the body before it had a value: ask HasValue first, or use TryGetValue.");

    /// <summary>The body's value, or another.</summary>
    /// <param name="instead">What to return where the limit ended the body.</param>
    /// <returns>The value, or <paramref name="instead"/>.</returns>
    public T GetValueOr(T instead) => HasValue ? _value! : instead;

    /// <summary>The body's value, if there is one.</summary>
    /// <param name="value">The value; the default of its type without one.</param>
    /// <returns><see cref="HasValue"/>.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return HasValue;
    }

    /// <summary>Whether both have equal values, or none, and agree on the limit.</summary>
    /// <param name="other">The other result.</param>
    /// <returns>True when they are equal.</returns>
    public bool Equals(MoveOnResult<T> other) =>
        HasValue == other.HasValue && LimitReached == other.LimitReached && EqualityComparer<T?>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MoveOnResult<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, HasValue, LimitReached);

    /// <summary>Whether two results are equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are equal.</returns>
    public static bool operator ==(MoveOnResult<T> left, MoveOnResult<T> right) => left.Equals(right);

    /// <summary>Whether two results differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they differ.</returns>
    public static bool operator !=(MoveOnResult<T> left, MoveOnResult<T> right) => !left.Equals(right);

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The value's text, or that there is none.</returns>
    public override string ToString() => HasValue ? $"{_value}" : "no value, the limit was reached";
}
