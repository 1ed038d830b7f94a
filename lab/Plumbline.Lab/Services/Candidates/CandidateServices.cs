namespace Plumbline.Lab.Services.Candidates;

/// <summary>Finds how a candidate writes its services.</summary>
internal static class CandidateServices
{
    /// <summary>By the id without the minus.</summary>
    public static ICandidateServices Of(string services) => services switch
    {
        "A" => new Nothing(),
        "B" => new Timeouts(),
        "B+" => new Resilience(),
        "T" => new Tokens(),
        "T+" => new TokensAndResilience(),
        "C" => new WithContext(),
        "D" => new WithContextAndLimit(),
        _ => throw new ArgumentException($"There are no services '{services}'; there are A, B, B+, T, T+, C and D.", nameof(services)),
    };
}
