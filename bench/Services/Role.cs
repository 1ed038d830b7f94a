using System.CommandLine;
using Plumbline.Lab.Processes;

namespace Plumbline.Bench.Services;

/// <summary>The commands by which a measurement starts itself as one of its processes. Nobody types them.</summary>
internal static class Role
{
    /// <summary>A command that runs until the process that started it goes away.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its options.</param>
    /// <param name="run">What it does.</param>
    internal static Command Create(string name, IReadOnlyList<Option> options, Func<ParseResult, Task> run)
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
