using System.Reflection;
using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>Reads a private reference field of another class: by reflection, or, where its place in the object was found from there by trial, straight away.</summary>
/// <remarks>An accessor would do, but there is none for a field whose type is private, too. Reflection takes as long as a compare-and-swap or two.</remarks>
internal readonly struct ReferenceField
{
    // The runtime puts an object's references first. No further: what lies behind the last one may not be the object's.
    private const int PlacesTried = 3;

    // A collection that moves a sample just then makes a trial fail.
    private const int Trials = 4;

    private readonly FieldInfo _field;

    // Plus one: a default value knows no place.
    private readonly int _offsetPlusOne;

    /// <param name="field">The field.</param>
    /// <param name="samples">Objects whose field holds something that no other field of theirs does, each another thing.</param>
    internal ReferenceField(FieldInfo field, params ReadOnlySpan<object> samples)
    {
        _field = field;
        for (int trial = 0; trial < Trials * PlacesTried && _offsetPlusOne == 0; trial++)
        {
            int offset = trial % PlacesTried * IntPtr.Size;
            _offsetPlusOne = IsAt(offset, samples) ? offset + 1 : 0;
        }
    }

    internal bool IsPlaceKnown => _offsetPlusOne != 0;

    internal object? this[object holder] =>
        _offsetPlusOne == 0 ? _field.GetValue(holder) : Volatile.Read(ref At<object?>(holder, _offsetPlusOne - 1));

    private bool IsAt(int offset, ReadOnlySpan<object> samples)
    {
        foreach (object sample in samples)
        {
            // As numbers: what is not known to be a reference must never be one. A collection in between may move the object; then it is not found.
            object? value = _field.GetValue(sample);
            if (value is null || At<nint>(sample, offset) != Unsafe.As<object, nint>(ref value))
            {
                return false;
            }
        }

        return !samples.IsEmpty;
    }

    private static ref T At<T>(object holder, int offset) =>
        ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Unsafe.As<Start>(holder).First, offset));

    /// <summary>Any object, seen from its first field.</summary>
    private sealed class Start
    {
        internal byte First;
    }
}
