using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Plumbline.Lab.Experiments;

/// <summary>The files of an experiment: <c>run.json</c>, and one of <c>cells</c> for each run that is over.</summary>
internal sealed class ResultsDirectory(string path)
{
    private const string Cells = "cells";

    /// <summary>Where it is.</summary>
    public string FullName { get; } = Path.GetFullPath(path);

    /// <summary>Keeps other labs out of it until disposed; creates the directory.</summary>
    /// <exception cref="IOException">Another lab is at work in it.</exception>
    public IDisposable Claim()
    {
        Directory.CreateDirectory(FullName);
        try
        {
            return new FileStream(
                Path.Combine(FullName, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException taken)
        {
            throw new IOException($"Another lab seems to be at work in '{FullName}'; wait for it, or choose another --out. ({taken.Message})", taken);
        }
    }

    /// <summary>What the experiment is; null when there is none yet.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public RunInfo? ReadInfo() => Read(InfoPath, ResultsJson.Default.RunInfo);

    /// <summary>Says what the experiment is; creates the directory.</summary>
    public void WriteInfo(RunInfo info) => Write(InfoPath, info, ResultsJson.Default.RunInfo);

    /// <summary>What is known of a run; null when it is not over.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public CellFile? Read(CellKey key) => Read(PathOf(key), ResultsJson.Default.CellFile);

    /// <summary>All runs that are over, in the order of their files' names.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<CellFile> ReadAll()
    {
        var folder = Path.Combine(FullName, Cells);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
                .Select(static file => Read(file, ResultsJson.Default.CellFile)).OfType<CellFile>()]
            : [];
    }

    /// <summary>Keeps what became of a run; replaces what was known of it.</summary>
    public void Write(CellFile cell) => Write(PathOf(cell.Key), cell, ResultsJson.Default.CellFile);

    private string InfoPath => Path.Combine(FullName, "run.json");

    private string PathOf(CellKey key) => Path.Combine(FullName, Cells, $"{key}.json");

    private static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var stream = File.OpenRead(file);
        try
        {
            return JsonSerializer.Deserialize(stream, type);
        }
        catch (JsonException broken)
        {
            throw new IOException($"'{file}' is not what this version of the lab writes: {broken.Message}", broken);
        }
    }

    private static void Write<T>(string file, T value, JsonTypeInfo<T> type)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? throw new ArgumentException($"'{file}' is in no folder.", nameof(file)));

        // Renamed when it is whole: an experiment that is killed leaves no half of a file.
        var unfinished = file + ".new";
        using (var stream = File.Create(unfinished))
        {
            JsonSerializer.Serialize(stream, value, type);
        }

        File.Move(unfinished, file, overwrite: true);
    }
}
