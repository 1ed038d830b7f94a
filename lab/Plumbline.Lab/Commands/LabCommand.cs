using System.CommandLine;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Commands;

/// <summary>The command line: the experiment, and the hidden roles that it starts itself in.</summary>
internal static class LabCommand
{
    /// <summary>Does what a command line says.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="errors">Is told why it was not done.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter errors)
    {
        // Ctrl-C and SIGTERM become the end of a context (RunCommand), or are left to the parent (roles): not System.CommandLine's business.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        try
        {
            return await Create().Parse(arguments).InvokeAsync(configuration);
        }
        catch (Exception failure) when (failure is ChildFailedException or IOException or UnauthorizedAccessException)
        {
            // What the machine refuses is no mistake of the lab's: a sentence says more than a stack.
            await errors.WriteLineAsync(failure.Message);
            return 1;
        }
    }

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
