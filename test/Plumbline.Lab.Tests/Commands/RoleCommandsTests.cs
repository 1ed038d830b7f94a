using Plumbline.Lab.Commands;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Tests.Commands;

public sealed class RoleCommandsTests
{
    private static readonly Plan _plan = Plan.Quick(seed: 3);
    private static readonly Uri _address = new("http://127.0.0.1:5000");

    public static TheoryData<string, IReadOnlyList<string>> Roles => new()
    {
        { RoleCommands.Upstream, RoleCommands.Arguments(RoleCommands.Upstream, _plan, Variant.With, calls: null) },
        { RoleCommands.Edge, RoleCommands.Arguments(RoleCommands.Edge, _plan, Variant.Without, _address) },
        { RoleCommands.Clients, RoleCommands.Arguments(RoleCommands.Clients, _plan, variant: null, _address) },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    public void Arguments_OfEachRole_AreUnderstood(string role, IReadOnlyList<string> arguments)
    {
        var parsed = LabCommand.Create().Parse(arguments);

        Assert.Empty(parsed.Errors);
        Assert.Equal(role, parsed.CommandResult.Command.Name);
    }
}
