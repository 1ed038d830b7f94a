namespace Plumbline.Lab.Measure;

/// <summary>When each click's person was gone. What is done for a click after that is work for nobody.</summary>
/// <remarks>
/// A person is gone from the moment the click ended without an answer: patience was over, or an error came. A click that was
/// answered never makes its work count as work for nobody.
/// </remarks>
internal sealed class Departures(IReadOnlyList<ClickRecord> clicks)
{
    private readonly Dictionary<int, TimeSpan> _gone = clicks
        .Where(static click => click.Outcome != ClickOutcome.Answered)
        .ToDictionary(static click => click.Click, static click => click.Ended);

    /// <summary>The moment, or <see cref="TimeSpan.MaxValue"/> for a click that was answered or that nobody made.</summary>
    public TimeSpan Of(int click) => _gone.TryGetValue(click, out var moment) ? moment : TimeSpan.MaxValue;

    /// <summary>The part of the time between two moments for which the click's person was gone.</summary>
    public TimeSpan Share(int click, TimeSpan from, TimeSpan until)
    {
        var gone = Of(click);
        var begin = gone > from ? gone : from;
        return until > begin ? until - begin : TimeSpan.Zero;
    }
}
