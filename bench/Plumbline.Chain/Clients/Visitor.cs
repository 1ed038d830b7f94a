using System.Collections.Concurrent;
using System.Globalization;
using Plumbline.Http;
using Plumbline.Lab.Measure;

namespace Plumbline.Chain.Clients;

/// <summary>Makes requests, and leaves some of them.</summary>
/// <param name="http">Calls the first hop.</param>
internal sealed class Visitor(HttpClient http)
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
                records.Enqueue(await VisitOnceAsync(ctx, plan));
            }
        }));
        return [.. records];
    }

    private async Task<ClientRecord> VisitOnceAsync(Context ctx, VisitPlan plan)
    {
        var id = Interlocked.Increment(ref _lastId);
        var timeout = TimeSpan.FromMilliseconds(plan.Timeout);
        var deadline = TimeProvider.System.Now() + timeout;
        var scope = ctx.WithTimeout(timeout, out var visit);
        using (scope)
        {
            var answering = AnswerAsync(visit, id, plan);
            if (plan.Stay == 0)
            {
                return new ClientRecord(id, deadline, Left: null, await answering);
            }

            await Task.Delay(Random.Shared.Next(plan.Stay, LongestStay * plan.Stay), ctx);
            var left = TimeProvider.System.Now();
            scope.Cancel();
            return new ClientRecord(id, deadline, left, await answering);
        }
    }

    private async Task<string> AnswerAsync(Context ctx, int id, VisitPlan plan)
    {
        try
        {
            using var response = await http.GetAsync(ctx, ChainPaths.WorkOf(id, plan.Before, plan.Steps));
            return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException)
        {
            return failure.GetType().Name;
        }
    }
}
