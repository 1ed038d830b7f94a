namespace Plumbline.Lab.Report;

/// <summary>One colour for each candidate, everywhere: those of Okabe and Ito, which people who see few colours can tell apart.</summary>
internal static class Palette
{
    /// <summary>The candidates' ids without their minus, with a colour for light and one for dark ground.</summary>
    public static IReadOnlyList<(string Services, string Key, string Light, string Dark)> Candidates { get; } =
    [
        ("A", "a", "#c44e00", "#ff8a3d"),
        ("B", "b", "#8f6500", "#efb93a"),
        ("B+", "b-plus", "#0067a6", "#5ab0ee"),
        ("T", "t", "#b3478a", "#ea9ac8"),
        ("T+", "t-plus", "#6a4fb3", "#b8a2f5"),
        ("C", "c", "#007f5c", "#2fc99c"),
        ("D", "d", "#007a8a", "#58d3e4"),
    ];

    /// <summary>The name of a candidate's colour.</summary>
    /// <param name="candidate">Its id; with a minus it has the colour of the same services.</param>
    public static string KeyOf(string candidate) =>
        Candidates.SingleOrDefault(known => known.Services == candidate.TrimEnd('-')).Key ?? Ink.Text;

    /// <summary>A candidate's colour on dark ground, as six hexadecimal digits.</summary>
    public static string Dark(string candidate) =>
        (Candidates.SingleOrDefault(known => known.Services == candidate.TrimEnd('-')).Dark ?? "#c0c0c0")[1..];

    /// <summary>The colours that are no candidate's.</summary>
    internal static class Ink
    {
        /// <summary>Words.</summary>
        public const string Text = "text";

        /// <summary>Words of less weight, and axes.</summary>
        public const string Quiet = "quiet";

        /// <summary>Lines to measure by.</summary>
        public const string Grid = "grid";

        /// <summary>The ground of a fault.</summary>
        public const string Fault = "fault";
    }
}
