using System.Text.Json;
using Plumbline.Lab.Commands;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Commands;

public sealed class RoleCommandsTests
{
    private static readonly Plan _plan = Plan.Quick(seed: 3);
    private static readonly Uri _address = new("http://127.0.0.1:5000");

    public static TheoryData<string, IReadOnlyList<string>> Roles => new()
    {
        { RoleCommands.Service, RoleCommands.ServiceArguments(Options()) },
        { RoleCommands.Clients, RoleCommands.ClientsArguments(_plan, _address) },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    public void Arguments_OfEachRole_AreUnderstood(string role, IReadOnlyList<string> arguments)
    {
        var parsed = LabCommand.Create().Parse(arguments);

        Assert.Empty(parsed.Errors);
        Assert.Equal(role, parsed.CommandResult.Command.Name);
    }

    [Fact]
    public void ServiceArguments_Options_ArriveWhole()
    {
        var sent = Options();

        var arrived = JsonSerializer.Deserialize(RoleCommands.ServiceArguments(sent)[^1], LabJson.Default.ServiceOptions);

        Assert.NotNull(arrived);
        Assert.Equal(sent.Calls, arrived.Calls);
        Assert.Equal(sent, arrived with { Calls = sent.Calls });
    }

    private static ServiceOptions Options() => new()
    {
        Hop = Hop.Mid,
        Plan = _plan,
        Candidate = "B+-",
        Calls = [_address, new Uri("http://127.0.0.1:5001")],
        Port = 5002,
    };
}
