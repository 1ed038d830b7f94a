using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Load;

/// <summary>Someone who wants a page.</summary>
/// <param name="Id">0, 1, 2, … in order of arrival.</param>
/// <param name="Arrives">The first click, from the start of the run.</param>
/// <param name="Wants">The page.</param>
/// <param name="Clicks">What the person will do with the first click, the second, and so on; the last one never clicks again.</param>
internal sealed record Person(int Id, TimeSpan Arrives, Page Wants, IReadOnlyList<PlannedClick> Clicks)
{
    /// <summary>The number that the request of the <paramref name="attempt"/>-th click (from 0) carries.</summary>
    public int ClickNumber(int attempt) => (Id * 100) + attempt;
}
