namespace Plumbline.Bench;

/// <summary>What a figure should be: the limit, and what is hoped for.</summary>
/// <param name="Limit">The worst that will do; null where there is none.</param>
/// <param name="Hope">The best that is thought possible; null where nothing is said.</param>
/// <param name="Unit">The unit of both; may be empty.</param>
/// <param name="IsFloor">Whether more is better.</param>
internal sealed record Aim(double? Limit, double? Hope, string Unit = "", bool IsFloor = false)
{
    /// <summary>Asked for, without an aim.</summary>
    internal static Aim Reported { get; } = new(null, null);

    internal string LimitText => this == Reported ? "reported" : (IsFloor && Limit is not null ? "at least " : "") + Text(Limit);

    internal string HopeText => Text(Hope);

    internal static Aim AtMost(double? limit, double? hope, string unit = "") => new(limit, hope, unit);

    internal static Aim AtLeast(double? limit, double? hope, string unit = "") => new(limit, hope, unit, IsFloor: true);

    internal string Judge(double number)
    {
        // As many digits as are shown: nothing is missed by what nobody can see.
        double rounded = Math.Round(number, 2);
        return Reaches(rounded, Hope) ? "as hoped"
            : Limit is null ? Hope is null ? "" : "not as hoped"
            : Reaches(rounded, Limit) ? "met"
            : "**missed**";
    }

    private bool Reaches(double number, double? aim) => aim is { } known && (IsFloor ? number >= known : number <= known);

    private string Text(double? number) => number is not { } known ? "" : Unit.Length == 0 ? $"{known:0.##}" : $"{known:0.##} {Unit}";
}
