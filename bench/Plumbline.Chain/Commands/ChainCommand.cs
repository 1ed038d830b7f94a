using System.CommandLine;
using Plumbline.Bench.Services;
using Plumbline.Chain.Clients;
using Plumbline.Chain.Experiments;
using Plumbline.Chain.Hops;

namespace Plumbline.Chain.Commands;

/// <summary>The command line: the measurement, and the hidden roles that it starts itself in.</summary>
internal static class ChainCommand
{
    private const string Hop = "hop";
    private const string Client = "client";

    private static readonly Option<Protocol> _protocol = new("--protocol") { Required = true };
    private static readonly Option<bool> _byHand = new("--by-hand");
    private static readonly Option<Uri?> _calls = new("--calls") { CustomParser = static result => new Uri(result.Tokens.Single().Value) };

    /// <summary>Builds it.</summary>
    internal static RootCommand Create()
    {
        var root = new RootCommand(
            "Real processes on the loopback, each calling the next: client, edge, mid, upstream. Measures how the deadline shrinks from hop to hop, "
            + "how soon every hop is told that the client left, and what happens when it leaves without a word.");
        RunOptions.AddTo(root, static (options, _) => Measurement.MeasureAsync(ctx => ChainRun.RunAsync(ctx, options)));
        root.Add(Role.Create(Hop, [_protocol, _byHand, _calls], static parsed =>
            HopProcess.RunAsync(parsed.GetValue(_protocol), parsed.GetValue(_calls), parsed.GetValue(_byHand))));
        root.Add(Role.Create(Client, [_protocol, _byHand, _calls], static parsed =>
            ClientProcess.RunAsync(parsed.GetValue(_protocol), parsed.GetRequiredValue(_calls)!, parsed.GetValue(_byHand))));
        return root;
    }

    /// <summary>The arguments that start a hop.</summary>
    /// <param name="protocol">What it speaks, to both sides.</param>
    /// <param name="isByHand">Whether it has no context, and passes on its token.</param>
    /// <param name="calls">The next hop; null for the last one.</param>
    internal static IReadOnlyList<string> HopArguments(Protocol protocol, bool isByHand, Uri? calls) => Arguments(Hop, protocol, isByHand, calls);

    /// <summary>The arguments that start the client.</summary>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="isByHand">Whether it has no context, but a token source.</param>
    /// <param name="calls">The first hop.</param>
    internal static IReadOnlyList<string> ClientArguments(Protocol protocol, bool isByHand, Uri calls) => Arguments(Client, protocol, isByHand, calls);

    private static List<string> Arguments(string role, Protocol protocol, bool isByHand, Uri? calls)
    {
        List<string> arguments = [role, _protocol.Name, protocol.ToString(), _byHand.Name, isByHand.ToString()];
        if (calls is not null)
        {
            arguments.AddRange([_calls.Name, calls.ToString()]);
        }

        return arguments;
    }
}
