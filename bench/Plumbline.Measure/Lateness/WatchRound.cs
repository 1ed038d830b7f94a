namespace Plumbline.Measure;

/// <summary>What was seen in one round.</summary>
/// <param name="Lateness">By how many milliseconds each deadline was noticed late; one that never was counts as noticed when patience ended.</param>
/// <param name="Unseen">How many never were.</param>
internal sealed record WatchRound(Distribution Lateness, int Unseen);
