using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>How reports name the candidates.</summary>
internal static class Candidates
{
    private static readonly Dictionary<string, string> _short = new()
    {
        ["A"] = "nothing",
        ["B"] = "client timeout",
        ["B+"] = "tuned resilience",
        ["T"] = "tokens by hand",
        ["T+"] = "tokens and B+",
        ["C"] = "context",
        ["D"] = "context and limit",
    };

    /// <summary>Two or three words.</summary>
    public static string Short(string candidate) =>
        _short.GetValueOrDefault(candidate.TrimEnd('-'), candidate) + (candidate.EndsWith('-') ? ", deaf upstream" : string.Empty);

    /// <summary>One line.</summary>
    public static string Long(string candidate) =>
        Candidate.All.FirstOrDefault(known => known.Id == candidate)?.Name ?? candidate;

    /// <summary>Where a candidate stands in a list; what is not known stands last.</summary>
    public static int Rank(string candidate)
    {
        var rank = Candidate.All.Select(static known => known.Id).ToList().IndexOf(candidate);
        return rank < 0 ? int.MaxValue : rank;
    }
}
