using System.Globalization;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>The command that makes an experiment again.</summary>
internal static class RunCommandLine
{
    /// <summary>Writes it; what the profile says anyway is left out.</summary>
    public static string Of(RunInfo info)
    {
        var parts = new List<string> { "dotnet run -c Release --project lab/Plumbline.Lab -- run" };
        var profile = Profile.All.FirstOrDefault(known => known.Name == info.Profile);
        parts.Add($"--profile {info.Profile}");
        if (profile is null || !info.Faults.SequenceEqual(profile.Faults))
        {
            parts.Add($"--fault {string.Join(',', info.Faults)}");
        }

        if (profile is null || !info.Candidates.Order().SequenceEqual(info.Faults.SelectMany(profile.Candidates).Distinct().Order()))
        {
            parts.Add($"--candidates {string.Join(',', info.Candidates)}");
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"--seed {info.Seeds[0]} --seeds {info.Seeds[^1] - info.Seeds[0] + 1} --parallel {info.Parallel}"));
        if (info.Scale is not 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"--scale {info.Scale}"));
        }

        return string.Join(' ', parts);
    }
}
