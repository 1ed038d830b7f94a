using System.CommandLine;
using Plumbline.Bench.Services;
using Plumbline.Load.Calls;
using Plumbline.Load.Requests;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Commands;

/// <summary>The command line: two measurements, and the hidden role that they start this program in.</summary>
internal static class LoadCommand
{
    private const string Server = "server";

    private static readonly Option<Protocol> _protocol = new("--protocol") { Required = true };
    private static readonly Option<string> _variant = new("--variant") { Required = true };
    private static readonly Option<Collector> _collector = new("--gc")
    {
        Description = "The servers' garbage collector.",
        DefaultValueFactory = static _ => Collector.Server,
    };

    /// <summary>Builds it.</summary>
    internal static RootCommand Create()
    {
        var requests = new Command("requests", "What a context costs a server, per request: servers of several kinds, loaded in turn by wrk and h2load.") { _collector };
        RunOptions.AddTo(requests, static (options, parsed) => Measurement.MeasureAsync(
            ctx => RequestsRun.RunAsync(ctx, options, parsed.GetValue(_collector))));
        var calls = new Command("calls", "What a context costs a client, per call: GetAsync(ctx, …) against a linked token source written by hand.");
        RunOptions.AddTo(calls, static (options, _) => Measurement.MeasureAsync(ctx => CallsRun.RunAsync(ctx, options)));
        return new RootCommand("Cost per request and per call, over the loopback.")
        {
            requests,
            calls,
            Role.Create(Server, [_protocol, _variant], static parsed =>
                ServerProcess.RunAsync(parsed.GetValue(_protocol), Variants.Find(parsed.GetRequiredValue(_variant)))),
        };
    }

    /// <summary>The arguments that start a server.</summary>
    internal static IReadOnlyList<string> ServerArguments(Protocol protocol, ServerVariant variant) =>
        [Server, _protocol.Name, protocol.ToString(), _variant.Name, variant.Name];
}
