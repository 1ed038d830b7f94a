namespace Plumbline.Lab.Experiments;

/// <summary>Names one run: a fault, a candidate and a seed.</summary>
/// <param name="Fault">A name of the fault catalogue.</param>
/// <param name="Candidate">An id of <see cref="Experiments.Candidate"/>.</param>
/// <param name="Seed">Decides the people who come.</param>
internal sealed record CellKey(string Fault, string Candidate, int Seed)
{
    /// <summary>The key as part of a file's name, and in messages.</summary>
    public override string ToString() => FormattableString.Invariant($"{Fault}-{Candidate}-{Seed}");
}
