using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Load.Generators;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Requests;

/// <summary>Loads all servers with both protocols, and writes the page.</summary>
internal static class RequestsRun
{
    internal static async Task RunAsync(Context ctx, RunOptions options, Collector collector)
    {
        var machine = MachineFacts.Read();

        // The servers inherit it; this process has long started.
        Environment.SetEnvironmentVariable("DOTNET_gcServer", collector == Collector.Server ? "1" : "0");
        var plan = RequestsPlan.Of(options.Extent);
        var results = new List<RequestsResult>();
        foreach (var protocol in Enum.GetValues<Protocol>())
        {
            await using var servers = await ServerSet.StartAsync(ctx, protocol);
            var used = await servers.UsedAsync(ctx);
            machine = machine with { Collector = used.IsServerCollector ? "server" : "workstation" };
            for (var i = 0; i < plan.WarmUps; i++)
            {
                await servers.LoadAsync(ctx, i, plan.Seconds);
            }

            var rounds = new List<RequestSample[]>();
            for (var round = 0; round < plan.Rounds; round++)
            {
                await Console.Error.WriteLineAsync($"{protocol.Title()}, round {round + 1} of {plan.Rounds}");
                rounds.Add(await servers.LoadAsync(ctx, round, plan.Seconds));
            }

            results.Add(new RequestsResult(protocol, rounds));
        }

        Show(results, plan, machine, options);
    }

    private static void Show(IReadOnlyList<RequestsResult> results, RequestsPlan plan, MachineFacts machine, RunOptions options)
    {
        var page = new Page("What a context costs a server, per request");
        page.Add(
            $"A minimal API that answers \"Hello, World!\", without logging, over the loopback: {Generator.Describe(Protocol.Http1)} for HTTP/1.1, "
            + $"{Generator.Describe(Protocol.Http2)} for HTTP/2 without TLS. A process for each kind of server; all are kept alive and warmed up, one is loaded at a time, "
            + $"for {plan.Seconds} s, in turn, {plan.Rounds} rounds, each beginning with another server. Ratios and differences are those of one round: the median, and the quartiles in brackets. "
            + "Servers and generator share the cores and are not tied to any. Each limit is 30 s; \"bare\" is the first row, whose endpoint has no parameter. "
            + "Processor time and bytes are the server's own counters, before and after the load.");
        page.Add(machine.ToMarkdown(options.Extent.ToString().ToLowerInvariant()).Trim());
        page.Add("What should be, and what was", "More requests are better, fewer bytes are.", PageTable.Of(results.SelectMany(RequestsFindings.Of)));
        foreach (var result in results)
        {
            page.Add(result.Protocol.Title(), "All kinds of servers.", RequestsFindings.Table(result));
        }

        page.Write(options.Folder, "request-cost.md");
    }
}
