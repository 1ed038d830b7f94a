namespace Plumbline.Chain.Hops;

/// <summary>What one hop saw of one request. Moments are the machine's, comparable between its processes.</summary>
/// <param name="Id">Which request.</param>
/// <param name="Sent">Milliseconds the caller said it would wait; null: it said nothing.</param>
/// <param name="Remaining">Milliseconds the request's context had left when the handler began; null: no deadline.</param>
/// <param name="Deadline">When that will have passed.</param>
/// <param name="Told">When the handler was told to stop: its wait ended with an error. Null: it was not.</param>
/// <param name="Cause">The type of the context's cause, without "Exception"; null: it was not done.</param>
/// <param name="Failure">What ended the handler that was no error of its context's; null: nothing did.</param>
/// <param name="IsCalleeFirst">Whether the callee's answer, that the deadline has passed, came before the hop's own deadline.</param>
/// <param name="Steps">When steps of work began.</param>
internal sealed record HopRecord(
    int Id,
    int? Sent,
    double? Remaining,
    TimeSpan? Deadline,
    TimeSpan? Told,
    string? Cause,
    string? Failure,
    bool IsCalleeFirst,
    IReadOnlyList<TimeSpan> Steps);
