using System.Diagnostics;
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
            Run([Flag, question.Name, profile.Name, path]);
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

    private static void Run(string[] arguments)
    {
        // Started by its own host or by `dotnet Plumbline.Measure.dll`: the second needs to be told which program.
        string host = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not tell the path of this process.");
        bool isOwnHost = Path.GetFileName(host) is not ("dotnet" or "dotnet.exe");
        var start = new ProcessStartInfo(host, isOwnHost ? arguments : [typeof(Answers).Assembly.Location, .. arguments]);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"Could not start {host}.");
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The process that was to answer '{arguments[1]}' ended with {process.ExitCode}.");
        }
    }
}
