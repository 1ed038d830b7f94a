namespace Plumbline.RuleCost.Builds;

/// <summary>Builds side by side.</summary>
/// <param name="Host">In what the compiler ran.</param>
/// <param name="Rules">Builds without and with the rules.</param>
/// <param name="All">Builds without and with all of the rules as warnings; none where there was but one round.</param>
/// <param name="Noise">Builds without the rules beside others without them.</param>
internal sealed record Comparison(CompilerHost Host, IReadOnlyList<SwappedPairs> Rules, IReadOnlyList<SwappedPairs> All, IReadOnlyList<SwappedPairs> Noise);
