using System.Text;
using Spectre.Console;

namespace Plumbline.Bench.Services;

/// <summary>A page of results, as it grows: what is added is shown on the console at once.</summary>
/// <param name="Title">Its first line.</param>
internal sealed class Page(string Title)
{
    private const int PlainWidth = 200;

    private readonly StringBuilder _text = new($"# {Title}\n");

    /// <summary>Adds a paragraph; Markdown.</summary>
    internal void Add(string paragraph)
    {
        _text.Append('\n').Append(paragraph).Append('\n');
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(paragraph);
    }

    /// <summary>Adds a section with a table.</summary>
    /// <param name="heading">Its heading.</param>
    /// <param name="method">How it was measured; Markdown.</param>
    /// <param name="table">What was found.</param>
    internal void Add(string heading, string method, PageTable table)
    {
        _text.Append($"\n## {heading}\n\n{method}\n\n").Append(table.ToMarkdown());
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PlainWidth;
        }

        var shown = new Table().Title(new TableTitle(Markup.Escape(heading)));
        foreach (var column in table.Columns)
        {
            shown.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (var row in table.Rows)
        {
            shown.AddRow(row.Select(static cell => new Text(cell)));
        }

        console.WriteLine();
        console.Write(shown);
    }

    /// <summary>Writes the page, where there is a folder for it.</summary>
    /// <param name="folder">Null: nothing is written.</param>
    /// <param name="name">The file's name.</param>
    internal void Write(string? folder, string name)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, _text.ToString());
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine($"Written to {path}.");
    }
}
