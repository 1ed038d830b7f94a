using System.Collections.Concurrent;
using System.Globalization;
using Plumbline.Http;
using Plumbline.Lab.Measure;

namespace Plumbline.Chain.Clients;

/// <summary>Makes requests, and leaves some of them.</summary>
/// <param name="http">Calls the first hop.</param>
/// <param name="isByHand">Whether it does so with a token source in place of a context.</param>
internal sealed class Visitor(HttpClient http, bool isByHand)
{
    private const int LongestStay = 3;

    private int _lastId;

    /// <summary>Makes all requests of a plan.</summary>
    /// <returns>What became of them, when all have ended.</returns>
    internal async Task<IReadOnlyList<ClientRecord>> VisitAsync(Context ctx, VisitPlan plan)
    {
        var records = new ConcurrentQueue<ClientRecord>();
        var begun = 0;
        await Task.WhenAll(Enumerable.Range(0, plan.AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref begun) <= plan.Count)
            {
                records.Enqueue(await (isByHand ? VisitByHandAsync(plan) : VisitOnceAsync(ctx, plan)));
            }
        }));
        return [.. records];
    }

    private static TimeSpan Stay(VisitPlan plan) => TimeSpan.FromMilliseconds(Random.Shared.Next(plan.Stay, LongestStay * plan.Stay));

    private static async Task<string> OutcomeAsync(Task<HttpResponseMessage> answering)
    {
        try
        {
            using var response = await answering;
            return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (OperationCanceledException failure)
        {
            return failure is DeadlineExceededException ? ClientRecord.DeadlineExceeded : ClientRecord.Canceled;
        }
        catch (HttpRequestException failure)
        {
            return failure.Message;
        }
    }

    private async Task<ClientRecord> VisitOnceAsync(Context ctx, VisitPlan plan)
    {
        var id = Interlocked.Increment(ref _lastId);
        var timeout = TimeSpan.FromMilliseconds(plan.Timeout);
        var deadline = TimeProvider.System.Now() + timeout;
        var scope = ctx.WithTimeout(timeout, out var visit);
        using (scope)
        {
            var outcome = OutcomeAsync(http.GetAsync(visit, ChainPaths.WorkOf(id, plan.Before, plan.Steps)));
            if (plan.Stay == 0)
            {
                return new ClientRecord(id, deadline, Left: null, await outcome);
            }

            await Task.Delay(Stay(plan), ctx);
            var left = TimeProvider.System.Now();
            scope.Cancel();
            return new ClientRecord(id, deadline, left, await outcome);
        }
    }

    private async Task<ClientRecord> VisitByHandAsync(VisitPlan plan)
    {
        var id = Interlocked.Increment(ref _lastId);
        using var source = new CancellationTokenSource();
        var outcome = OutcomeAsync(http.GetAsync(ChainPaths.WorkOf(id, plan.Before, plan.Steps), source.Token));
        if (plan.Stay == 0)
        {
            return new ClientRecord(id, Deadline: TimeSpan.MaxValue, Left: null, await outcome);
        }

        await Task.Delay(Stay(plan), CancellationToken.None);
        var left = TimeProvider.System.Now();
        await source.CancelAsync();
        return new ClientRecord(id, Deadline: TimeSpan.MaxValue, left, await outcome);
    }
}
