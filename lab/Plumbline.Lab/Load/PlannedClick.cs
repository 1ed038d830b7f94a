namespace Plumbline.Lab.Load;

/// <summary>What a person will do with one click, settled before the run.</summary>
/// <param name="Patience">How long the person waits for the answer, from the intended click.</param>
/// <param name="ClicksAgain">Whether the person clicks again when this click was in vain.</param>
/// <param name="Pause">Time from leaving to that next click.</param>
internal sealed record PlannedClick(TimeSpan Patience, bool ClicksAgain, TimeSpan Pause);
