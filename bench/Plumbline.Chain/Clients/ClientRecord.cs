namespace Plumbline.Chain.Clients;

/// <summary>What became of one visit.</summary>
/// <param name="Id">Which request.</param>
/// <param name="Deadline">When the client's own time is up; of a client without a context never.</param>
/// <param name="Left">The moment before the client canceled; null: it did not.</param>
/// <param name="Outcome">The status code, one of the constants, or the message of the error.</param>
internal sealed record ClientRecord(int Id, TimeSpan Deadline, TimeSpan? Left, string Outcome)
{
    internal const string Canceled = "canceled";
    internal const string DeadlineExceeded = "deadline exceeded";
}
