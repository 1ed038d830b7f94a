using System.CommandLine;
using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults;

namespace Plumbline.Lab.Commands;

/// <summary>Lists what can be run.</summary>
internal static class ListCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var list = new Command("list", "Lists faults, candidates and profiles.");
        list.SetAction(static parsed => Write(parsed.InvocationConfiguration.Output));
        return list;
    }

    private static void Write(TextWriter output)
    {
        output.WriteLine("Faults (--fault)");
        foreach (var fault in FaultCatalogue.All)
        {
            Line(output, fault.Name, fault.WhyNot() is { } reason ? $"{fault.Summary} (not here: {reason})" : fault.Summary);
        }

        output.WriteLine($"{Environment.NewLine}Candidates (--candidates); with a minus the upstream ignores that its caller has gone");
        foreach (var candidate in Candidate.All)
        {
            Line(output, candidate.Id, candidate.Name);
        }

        output.WriteLine($"{Environment.NewLine}Profiles (--profile)");
        foreach (var profile in Profile.All)
        {
            Line(output, profile.Name, profile.Summary);
        }
    }

    private static void Line(TextWriter output, string name, string text) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-16} {text}"));
}
