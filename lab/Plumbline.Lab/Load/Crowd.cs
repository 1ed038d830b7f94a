using System.Collections.Concurrent;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Load;

/// <summary>Makes the clicks of a stream of people, and writes down what became of each.</summary>
/// <remarks>
/// Open loop: people come when the stream says, whatever became of those before them. The measuring side uses the BCL only,
/// nothing of Plumbline: it must not depend on what it measures, and it is the same program for both variants.
/// </remarks>
internal sealed class Crowd(IReadOnlyList<Person> people, HttpClient edge, TimeProvider clock)
{
    private readonly ConcurrentQueue<ClickRecord> _records = new();
    private readonly Gauge _open = new();
    private readonly int[] _answered = new int[Enum.GetValues<Page>().Length];
    private int _people;
    private int _clicks;
    private volatile bool _done;

    /// <summary>People who leave from now on tell nobody: their connection stays open, and what they asked for goes on.</summary>
    public bool LeavesSilently { get; set; }

    /// <summary>Where the run stands.</summary>
    public CrowdCounters Counters => new(
        Volatile.Read(ref _people),
        Volatile.Read(ref _clicks),
        _open.Now,
        Volatile.Read(ref _answered[(int)Page.Home]),
        Volatile.Read(ref _answered[(int)Page.Report]),
        _done);

    /// <summary>The clicks that have ended.</summary>
    public IReadOnlyList<ClickRecord> Records => [.. _records];

    /// <summary>Runs the stream; completes when everyone who came until the end was answered or has left.</summary>
    /// <param name="start">The moment of <see cref="MachineClock"/> that arrivals count from.</param>
    /// <param name="length">No click is made later than this after the start.</param>
    /// <param name="token">Ends the run at once.</param>
    public async Task RunAsync(TimeSpan start, TimeSpan length, CancellationToken token)
    {
        var visits = new List<Task>(people.Count);
        foreach (var person in people)
        {
            await clock.UntilAsync(start + person.Arrives, token);
            Interlocked.Increment(ref _people);
            visits.Add(VisitAsync(person, start, start + length, token));
        }

        await Task.WhenAll(visits);
        _done = true;
    }

    private async Task VisitAsync(Person person, TimeSpan start, TimeSpan end, CancellationToken token)
    {
        var intended = start + person.Arrives;
        for (var attempt = 0; attempt < person.Clicks.Count; attempt++)
        {
            if (intended >= end)
            {
                return;
            }

            await clock.UntilAsync(intended, token);
            var planned = person.Clicks[attempt];
            var record = await ClickAsync(person, attempt, intended, planned.Patience, token);
            if (record.Outcome == ClickOutcome.Answered || !planned.ClicksAgain)
            {
                return;
            }

            intended = record.Ended + planned.Pause;
        }
    }

    private async Task<ClickRecord> ClickAsync(
        Person person, int attempt, TimeSpan intended, TimeSpan patience, CancellationToken token)
    {
        Interlocked.Increment(ref _clicks);
        _open.Add();
        var click = person.ClickNumber(attempt);
        var sent = clock.Now();
        var leaves = intended + patience;
        var status = await AskAsync(person.Wants, click, leaves - sent, token);
        var ended = clock.Now();

        // An answer that comes when the person should have left already is no answer, even if the timer was late.
        var outcome = status is null || ended >= leaves ? ClickOutcome.Left
            : status == 200 ? ClickOutcome.Answered
            : ClickOutcome.Failed;
        var record = new ClickRecord(click, person.Id, person.Wants, intended, sent, ended, outcome, status ?? 0);
        _records.Enqueue(record);
        _open.Remove();
        if (outcome == ClickOutcome.Answered)
        {
            Interlocked.Increment(ref _answered[(int)person.Wants]);
        }

        return record;
    }

    /// <summary>The status of the answer, 0 for a broken connection, null when the person left.</summary>
    private async Task<int?> AskAsync(Page page, int click, TimeSpan patience, CancellationToken token)
    {
        if (patience <= TimeSpan.Zero)
        {
            return null;
        }

        using var leaving = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, token);
        try
        {
            return LeavesSilently
                ? await SendAsync(page, click, token).WaitAsync(either.Token)

                // Leaving closes the connection.
                : await SendAsync(page, click, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private async Task<int?> SendAsync(Page page, int click, CancellationToken token)
    {
        using var request = ClickHeader.Request(page.Address(), click);
        using var response = await edge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);

        // The page counts when all of it has come. It is not kept.
        await response.Content.CopyToAsync(Stream.Null, token);
        return (int)response.StatusCode;
    }
}
