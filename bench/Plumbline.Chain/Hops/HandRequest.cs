using Plumbline.Lab.Measure;

namespace Plumbline.Chain.Hops;

/// <summary>One request at one hop that passes on its token as one does by hand: no deadline, no cause.</summary>
/// <param name="id">Which request.</param>
/// <param name="log">Where to write down what it sees.</param>
internal sealed class HandRequest(int id, HopLog log)
{
    private readonly List<TimeSpan> _steps = [];

    /// <param name="http">Calls the next hop; null in the last one.</param>
    /// <param name="steps">Steps the last hop works.</param>
    /// <param name="token">The request's.</param>
    internal async Task<string> RunAsync(HttpClient? http, int steps, CancellationToken token)
    {
        TimeSpan? told = null;
        string? failure = null;
        try
        {
            await (http is null ? WorkAsync(steps, token) : CallAsync(http, steps, token));
            return "done";
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            told = TimeProvider.System.Now();
            throw;
        }
        catch (Exception e)
        {
            failure = $"{e.GetType().Name}: {e.Message}";
            throw;
        }
        finally
        {
            log.Add(new HopRecord(id, Sent: null, Remaining: null, Deadline: null, told, Cause: null, failure, IsCalleeFirst: false, _steps));
        }
    }

    private async Task WorkAsync(int steps, CancellationToken token)
    {
        for (var i = 0; i < steps; i++)
        {
            token.ThrowIfCancellationRequested();
            _steps.Add(TimeProvider.System.Now());
            await Task.Delay(HopRequest.Step, token);
        }
    }

    private async Task CallAsync(HttpClient http, int steps, CancellationToken token)
    {
        using var response = await http.GetAsync(ChainPaths.WorkOf(id, before: 0, steps), token);
        response.EnsureSuccessStatusCode();
    }
}
