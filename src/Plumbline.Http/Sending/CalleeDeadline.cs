using System.Net;

namespace Plumbline.Http.Internal;

/// <summary>What a callee that answers 504 says of whose deadline passed there.</summary>
internal static class CalleeDeadline
{
    // Written by Plumbline.AspNetCore. Anything else in it is a stranger's text, and stays out of our messages.
    private const string Marker = "Context-Deadline-Exceeded";
    private const string Caller = "caller";

    /// <summary>
    /// Whether the answer is the call's own deadline, told by the callee, which counts whole milliseconds and so is ahead of us by a part of one.
    /// With more than that left it is not: a reserve was kept back, or a hop in between had a limit of its own.
    /// </summary>
    internal static bool IsOwn(Context ctx, HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.GatewayTimeout
        && response.Headers.NonValidated.TryGetValues(Marker, out var values)
        && values.ToString() == Caller
        && ctx.Remaining < Refusal.Least
        && ctx.Status != ContextStatus.Canceled;

    /// <summary>Ends a call with its own deadline, which the callee has told.</summary>
    internal static async Task FailAsync(Context ctx, IContextCarrier call)
    {
        await Refusal.WaitOutAsync(ctx).ConfigureAwait(false);

        // Asking ends a context whose time is up, before the scheduler would.
        _ = ctx.Remaining;
        var operation = $"{CallErrors.OperationOf(call)}, answered with 504 as the callee ran out of this deadline{call.Record.DescribeTaken()}";
        HttpMetrics.Ended(ctx, CallPhase.Headers);
        throw ctx.ToException(operation)
            ?? new DeadlineExceededException(
                $"context deadline exceeded: {operation}: {ctx}", new TimeoutException("The callee ran out of the deadline that was sent along."), ctx.Token);
    }

    /// <summary>Throws for a status that says failure, and for a 504 of ours says whose deadline it was.</summary>
    internal static void EnsureSuccess(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.GatewayTimeout && WhoseDeadline(response) is { } whose)
        {
            throw new HttpRequestException(
                HttpRequestError.Unknown,
                $"Response status code does not indicate success: 504 (Gateway Timeout). At the callee {whose} passed.",
                inner: null,
                HttpStatusCode.GatewayTimeout);
        }

        response.EnsureSuccessStatusCode();
    }

    private static string? WhoseDeadline(HttpResponseMessage response) =>
        !response.Headers.NonValidated.TryGetValues(Marker, out var values) ? null
        : values.ToString() switch
        {
            Caller => "the deadline that was sent along (the caller's)",
            "endpoint" => "the limit of its endpoint",
            "server" => "the default or maximum of its server",
            _ => null,
        };
}
