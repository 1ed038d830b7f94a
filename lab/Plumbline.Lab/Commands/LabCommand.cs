using System.CommandLine;

namespace Plumbline.Lab.Commands;

/// <summary>The command line: the experiment, and the hidden roles that it starts itself in.</summary>
internal static class LabCommand
{
    /// <summary>Builds it. Without a command it makes the quick profile.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Reproduces the cascade: something behind a service turns bad, people give up and click again, and a service that is not written for "
            + "it goes down with it. Runs each candidate, a way to write the services, with real processes of its own.");
        RunCommand.AddTo(root);
        var run = new Command("run", "Runs faults and candidates; the same as no command.");
        RunCommand.AddTo(run);
        root.Add(run);
        root.Add(ListCommand.Create());
        root.Add(ReportCommand.Create());
        foreach (var role in RoleCommands.Create())
        {
            root.Add(role);
        }

        return root;
    }
}
