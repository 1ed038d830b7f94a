namespace Plumbline.Lab.Measure;

/// <summary>Why a request was not finished, as a service saw it.</summary>
internal static class HopOutcome
{
    /// <summary>Its caller closed the connection or reset the stream.</summary>
    public const string ClientGone = "client gone";

    /// <summary>A deadline or a timeout of its own.</summary>
    public const string Deadline = "deadline";

    /// <summary>A limit on requests in flight refused it.</summary>
    public const string Limit = "limit";

    /// <summary>A circuit breaker was open.</summary>
    public const string Broken = "circuit open";

    /// <summary>The next service did not take the connection, or broke it.</summary>
    public const string Refused = "refused";

    /// <summary>The next service refused it (503): by its limit, its breaker, or because it is being stopped.</summary>
    public const string NextRefused = "refused by the next service";

    /// <summary>The next service answered with another error.</summary>
    public const string Upstream = "error of the next service";

    /// <summary>The service is being stopped.</summary>
    public const string Stopping = "stopping";

    /// <summary>None of these.</summary>
    public const string Other = "other";
}
