namespace Plumbline.Lab.Experiments;

/// <summary>Where a whole experiment stands.</summary>
/// <param name="Total">Runs that it has.</param>
/// <param name="Over">Those that are over, one way or another, those of an earlier start too.</param>
/// <param name="Running">Those that run now, and in the end those that ran last, in the order in which they were started.</param>
internal sealed record MatrixState(int Total, int Over, IReadOnlyList<CellState> Running);
