using System.Xml.Linq;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace Plumbline.Benchmarks;

/// <summary>Writes one page a class: the question, from the class's own summary, and the table that answers it.</summary>
/// <param name="folder">Where the pages go.</param>
/// <param name="profile">The way of running, for the page.</param>
internal sealed class ClassPageExporter(string folder, string profile) : IExporter
{
    public string Name => nameof(ClassPageExporter);

    public void ExportToLog(Summary summary, ILogger logger) => MarkdownExporter.GitHub.ExportToLog(summary, logger);

    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        if (summary.BenchmarksCases.Length == 0)
        {
            return [];
        }

        Type type = summary.BenchmarksCases[0].Descriptor.Type;
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, type.Name + ".md");
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine($"# {type.Name}");
        writer.WriteLine();
        writer.WriteLine(QuestionOf(type));
        writer.WriteLine();
        writer.WriteLine($"Profile: {profile}. Trust the ratios and the bytes; the nanoseconds are this machine's on that day.");
        using var logger = new StreamLogger(writer);
        ExportToLog(summary, logger);
        return [path];
    }

    private static string QuestionOf(Type type)
    {
        string path = Path.ChangeExtension(type.Assembly.Location, "xml");
        XElement? summary = XDocument.Load(path).Descendants("member")
            .FirstOrDefault(member => (string?)member.Attribute("name") == "T:" + type.FullName)?
            .Element("summary");
        return summary is null ? "" : string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
