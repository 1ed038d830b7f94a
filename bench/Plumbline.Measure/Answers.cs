using System.Text.Json;

namespace Plumbline.Measure;

/// <summary>Has every question answered by a process of its own: no heap, no compiled code and no parked thread of another's.</summary>
internal static class Answers
{
    /// <summary>First argument of a process that answers one question.</summary>
    internal const string Flag = "--answer";

    internal static Answer Get(IQuestion question, Profile profile)
    {
        string path = Path.GetTempFileName();
        try
        {
            long start = TimeProvider.System.GetTimestamp();
            Apart.Run("Plumbline.Measure", [Flag, question.Name, profile.Name, path]);
            TimeSpan took = TimeProvider.System.GetElapsedTime(start);
            List<Finding> findings = JsonSerializer.Deserialize<List<Finding>>(File.ReadAllText(path)) ?? [];
            return new Answer(question, findings, took);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static void Write(IQuestion question, Profile profile, string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(question.Ask(profile)));
}
