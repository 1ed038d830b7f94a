using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Lab.Processes;
using Plumbline.Load.Commands;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Calls;

/// <summary>Measures all cases with both protocols, in this process, and writes the page.</summary>
internal static class CallsRun
{
    internal static async Task RunAsync(Context ctx, RunOptions options)
    {
        var machine = MachineFacts.Read();
        var plan = CallsPlan.Of(options.Extent);
        var contests = new List<CallContest>();
        foreach (var protocol in Enum.GetValues<Protocol>())
        {
            await using var server = await ChildProcess.StartAsync(ctx, "server", LoadCommand.ServerArguments(protocol, Variants.Bare));
            foreach (var which in CallCase.All(protocol))
            {
                await Console.Error.WriteLineAsync(which.Title);
                contests.Add(await MeasureAsync(ctx, server.Address, which, plan));
            }
        }

        Show(contests, plan, machine, options);
    }

    private static async Task<CallContest> MeasureAsync(Context ctx, Uri server, CallCase which, CallsPlan plan)
    {
        // Both parents live on and can be canceled, as a request's do.
        using var cancel = ctx.WithCancel(out var parent);
        using var source = new CancellationTokenSource();
        using var caller = new Caller(server, which);
        var token = source.Token;
        List<Way> ways =
        [
            new("ours", () => caller.OursAsync(parent)),
            new("linked source", () => caller.LinkedAsync(token)),
            new("no limit", caller.BareAsync),
        ];
        if (which.SendsHeader)
        {
            ways.Add(new Way("linked source and header by hand", () => caller.LinkedWithHeaderAsync(token)));
        }

        var contest = new CallContest(which, ways);
        await contest.RunAsync(ctx, plan);
        return contest;
    }

    private static void Show(IReadOnlyList<CallContest> contests, CallsPlan plan, MachineFacts machine, RunOptions options)
    {
        var page = new Page("What a context costs a client, per call");
        page.Add(
            "`http.GetAsync(ctx, …)` in a scope of `ctx.WithTimeout`, against a linked token source with `CancelAfter` and `http.GetAsync(url, token)`, and against no limit. "
            + "The server answers 13 bytes over the loopback and is another process: all bytes counted are the client's. "
            + $"All ways in turn, {plan.Rounds} rounds of {plan.SampleMilliseconds} ms each, beginning with another one each time; ratios and differences are those of one round: the median, and the quartiles in brackets. "
            + "\"Header sent\": ours tells the server its deadline, which no call by hand does unless it says so. \"Header off\": the client has a `ContextPropagationHandler` that is not enabled. "
            + "The bytes are those of the whole process. A body that is read from its stream is bound to the context in ours only.");
        page.Add(machine.ToMarkdown(options.Extent.ToString().ToLowerInvariant()).Trim());
        page.Add("What should be, and what was", "Less is better.", PageTable.Of(contests.SelectMany(static contest => contest.Findings())));
        page.Add(
            "Each way",
            "What a call cost, and what ours cost beside it.",
            new PageTable(
                ["call", "way", "µs a call", "bytes a call", "ours: time against it", "ours: bytes more"],
                [.. contests.SelectMany(static contest => contest.Rows())]));
        page.Write(options.Folder, "client-cost.md");
    }
}
