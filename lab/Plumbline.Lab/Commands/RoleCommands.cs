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
    /// <summary>A service's command.</summary>
    public const string Service = "service";

    /// <summary>The clients' command.</summary>
    public const string Clients = "clients";

    private static readonly Option<string> _options = new("--options") { Required = true };
    private static readonly Option<string> _plan = new("--plan") { Required = true };
    private static readonly Option<Uri> _calls = new("--calls")
    {
        Required = true,
        CustomParser = static result => new Uri(result.Tokens.Single().Value),
    };

    /// <summary>Builds them.</summary>
    public static IEnumerable<Command> Create() =>
    [
        Role(Service, [_options], static parsed =>
            ServiceProcess.RunAsync(JsonSerializer.Deserialize(parsed.GetRequiredValue(_options), LabJson.Default.ServiceOptions)
                ?? throw new ArgumentException("The options are null.", nameof(parsed)))),
        Role(Clients, [_plan, _calls], static parsed =>
            ClientsProcess.RunAsync(
                JsonSerializer.Deserialize(parsed.GetRequiredValue(_plan), LabJson.Default.Plan)
                    ?? throw new ArgumentException("The plan is null.", nameof(parsed)),
                parsed.GetRequiredValue(_calls))),
    ];

    /// <summary>The arguments that start a service.</summary>
    public static IReadOnlyList<string> ServiceArguments(ServiceOptions options) =>
        [Service, _options.Name, JsonSerializer.Serialize(options, LabJson.Default.ServiceOptions)];

    /// <summary>The arguments that start the clients, who do not know which candidate they meet.</summary>
    public static IReadOnlyList<string> ClientsArguments(Plan plan, Uri edge) =>
        [Clients, _plan.Name, JsonSerializer.Serialize(plan, LabJson.Default.Plan), _calls.Name, edge.ToString()];

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
}
