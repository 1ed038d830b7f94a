namespace Plumbline.Tests.Architecture;

/// <summary>The files of the repository, for tests that hold documents and code together.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution. The test program lies below it; its source path is no help where builds are deterministic.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The lines of a file, by its path from the root with forward slashes.</summary>
    internal static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Files below a folder of the root, as paths from the root with forward slashes, sorted; none of a build's output.</summary>
    internal static IEnumerable<string> Find(string folder, string pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        orderby path
        select path;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plumbline.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Plumbline.slnx.");
    }
}
