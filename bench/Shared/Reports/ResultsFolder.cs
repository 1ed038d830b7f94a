namespace Plumbline.Bench;

/// <summary>Where the pages of this repository are.</summary>
internal static class ResultsFolder
{
    /// <summary>The folder, from wherever in the repository the program is run.</summary>
    /// <returns>Null outside of the repository.</returns>
    internal static string? Find()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plumbline.slnx")))
            {
                return Path.Combine(folder.FullName, "bench", "results");
            }
        }

        return null;
    }
}
