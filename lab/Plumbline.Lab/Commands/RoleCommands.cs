using System.CommandLine;
using System.Text.Json;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Load;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Commands;

/// <summary>The commands by which the lab starts itself as a service or as the clients. Nobody types them.</summary>
internal static class RoleCommands
{
    /// <summary>The upstream's command.</summary>
    public const string Upstream = "upstream";

    /// <summary>The edge's command.</summary>
    public const string Edge = "edge";

    /// <summary>The clients' command.</summary>
    public const string Clients = "clients";

    private static readonly Option<Variant> _variant = new("--variant") { Required = true };
    private static readonly Option<string> _plan = new("--plan") { Required = true };
    private static readonly Option<Uri> _calls = new("--calls")
    {
        Required = true,
        CustomParser = static result => new Uri(result.Tokens.Single().Value),
    };

    /// <summary>Builds them.</summary>
    public static IEnumerable<Command> Create() =>
    [
        Role(Upstream, [_variant, _plan], static parsed =>
            ServiceProcess.RunUpstreamAsync(PlanOf(parsed), parsed.GetValue(_variant))),
        Role(Edge, [_variant, _plan, _calls], static parsed =>
            ServiceProcess.RunEdgeAsync(PlanOf(parsed), parsed.GetValue(_variant), parsed.GetRequiredValue(_calls))),
        Role(Clients, [_plan, _calls], static parsed =>
            ClientsProcess.RunAsync(PlanOf(parsed), parsed.GetRequiredValue(_calls))),
    ];

    /// <summary>The arguments that start a role.</summary>
    /// <param name="role">One of the constants.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="variant">For the services; null for the clients, who do not know which services they meet.</param>
    /// <param name="calls">The address that the role calls; null for the upstream, which calls nobody.</param>
    public static IReadOnlyList<string> Arguments(string role, Plan plan, Variant? variant, Uri? calls)
    {
        List<string> arguments = [role, _plan.Name, JsonSerializer.Serialize(plan, LabJson.Default.Plan)];
        if (variant is { } known)
        {
            arguments.AddRange([_variant.Name, known.ToString()]);
        }

        if (calls is not null)
        {
            arguments.AddRange([_calls.Name, calls.ToString()]);
        }

        return arguments;
    }

    private static Command Role(string name, IReadOnlyList<Option> options, Func<ParseResult, Task> run)
    {
        var command = new Command(name) { Hidden = true };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            using var watch = ParentWatch.Start();
            await run(parsed);
        });
        return command;
    }

    private static Plan PlanOf(ParseResult parsed) =>
        JsonSerializer.Deserialize(parsed.GetRequiredValue(_plan), LabJson.Default.Plan)
            ?? throw new ArgumentException("The plan is null.", nameof(parsed));
}
