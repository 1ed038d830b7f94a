using System.CommandLine;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Commands;

/// <summary>The command line: the experiment, and the hidden roles that it starts itself in.</summary>
internal static class LabCommand
{
    /// <summary>Builds it.</summary>
    public static RootCommand Create()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file.", HelpName = "FILE" };
        json.Validators.Add(static result =>
        {
            // Now, not after a minute of measuring.
            if (result.GetValueOrDefault<FileInfo?>() is { } file && WhyNotWritable(file) is { } reason)
            {
                result.AddError(reason);
            }
        });
        var seed = new Option<int>("--seed")
        {
            Description = "Which people come: the same seed means the same people.",
            DefaultValueFactory = static _ => 1,
        };
        var quick = new Option<bool>("--quick") { Description = "Half the time; too short to say 'never'." };
        var only = new Option<Variant?>("--only") { Description = "Run one variant alone, not both side by side." };

        var root = new RootCommand(
            "Reproduces the cascade: an upstream turns slow, people give up and click again, and a service that is "
            + "written without a context goes down with it. Runs both variants with real processes on the loopback.")
        {
            json, seed, quick, only,
        };
        root.SetAction((parsed, _) => RunCommand.RunAsync(
            parsed.GetValue(quick) ? Plan.Quick(parsed.GetValue(seed)) : Plan.Full(parsed.GetValue(seed)),
            parsed.GetValue(only) is { } variant ? [variant] : Enum.GetValues<Variant>(),
            parsed.GetValue(json)));
        foreach (var role in RoleCommands.Create())
        {
            root.Add(role);
        }

        return root;
    }

    /// <summary>Null for a file that can be written. Tried, as no flag says it all; what is there stays as it is.</summary>
    private static string? WhyNotWritable(FileInfo file)
    {
        if (file.Directory is { Exists: false })
        {
            return $"The folder of '{file.FullName}' does not exist.";
        }

        try
        {
            var isNew = !file.Exists;
            using (file.Open(FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew)
            {
                file.Delete();
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{file.FullName}' cannot be written: {e.Message}";
        }
    }
}
