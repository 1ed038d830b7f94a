namespace Plumbline.Lab.Faults.Database;

/// <summary>Where PostgreSQL's programs are on this machine, and as whom they run.</summary>
/// <param name="InitDb">Makes a database.</param>
/// <param name="Postgres">The server.</param>
/// <param name="RunAs">What goes before them: the server refuses to be root. Empty for other users.</param>
internal sealed record PostgresTools(string InitDb, string Postgres, IReadOnlyList<string> RunAs)
{
    private const string User = "postgres";

    private static readonly string[] _roots = ["/usr/lib/postgresql", "/usr/local/pgsql"];

    /// <summary>Null where a server can be started; otherwise what is missing.</summary>
    public static string? WhyNot() => Find(out var reason) is null ? reason : null;

    /// <summary>Finds them; the newest where several versions are installed.</summary>
    /// <exception cref="SystemToolException">Something is missing.</exception>
    public static PostgresTools Find() => Find(out var reason) ?? throw new SystemToolException(reason);

    private static PostgresTools? Find(out string reason)
    {
        reason = "PostgreSQL's programs 'initdb' and 'postgres' are not installed (package postgresql).";
        if (!OperatingSystem.IsLinux()
            || SystemTool.Find("initdb", Folders()) is not { } initDb
            || SystemTool.Find("postgres", Folders()) is not { } postgres)
        {
            return null;
        }

        if (Environment.UserName != "root")
        {
            return new PostgresTools(initDb, postgres, []);
        }

        if (!MayBecomeOthers())
        {
            reason = "PostgreSQL refuses to run as root, which is all that this user can be in a network of its own; choose db-lock alone.";
            return null;
        }

        reason = $"PostgreSQL refuses to run as root, and there is no user '{User}' or no program 'setpriv' to become it with.";
        var known = File.Exists("/etc/passwd")
            && File.ReadLines("/etc/passwd").Any(static line => line.StartsWith(User + ":", StringComparison.Ordinal));
        return known && SystemTool.Find("setpriv") is { } setPriv
            ? new PostgresTools(initDb, postgres, [setPriv, $"--reuid={User}", $"--regid={User}", "--init-groups", "--"])
            : null;
    }

    // Root of a user namespace of its own is the only user there.
    private static bool MayBecomeOthers() =>
        File.ReadAllText("/proc/self/uid_map").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, _, var count]
        && count != "1";

    private static IEnumerable<string> Folders() =>
        _roots
            .Where(Directory.Exists)
            .SelectMany(static root => Directory.EnumerateDirectories(root).Append(root))
            .OrderByDescending(static folder => double.TryParse(
                Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(static folder => Path.Combine(folder, "bin"));
}
