using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Plumbline.RuleCost.Generation;

/// <summary>The text of one kind of file, with places for names and numbers, and parts that are repeated.</summary>
internal sealed partial class Template
{
    private readonly string _text;

    private Template(string name, string text)
    {
        Name = name;
        _text = text;
    }

    /// <summary>The name of the kind.</summary>
    internal string Name { get; }

    /// <summary>What one file in so many is of: a service has more models than endpoints, and much code that waits for nothing.</summary>
    internal static IReadOnlyList<Template> Mix { get; } =
    [
        .. new[] { "Model", "Model", "Parser", "Repository", "Service", "Service", "Worker", "Endpoints" }.Select(Load),
    ];

    /// <summary>A file of this kind.</summary>
    internal string Fill(string module, string name, Random random)
    {
        var count = random.Next(2, 8);
        var text = Repeated().Replace(_text, part => Repeat(part.Groups[1].Value, count));
        text = text.Replace("{{Module}}", module, StringComparison.Ordinal).Replace("{{Name}}", name, StringComparison.Ordinal);
        return Number().Replace(text, _ => random.Next(2, 90).ToString(CultureInfo.InvariantCulture));
    }

    private static string Repeat(string part, int count)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= count; i++)
        {
            text.Append(part.Replace("{{I}}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        return text.ToString();
    }

    private static Template Load(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The template '{name}' is not among the resources.");
        using var reader = new StreamReader(stream);
        return new(name, reader.ReadToEnd());
    }

    [GeneratedRegex("{{#repeat}}\n(.*?){{/repeat}}\n", RegexOptions.Singleline)]
    private static partial Regex Repeated();

    [GeneratedRegex("{{Number}}")]
    private static partial Regex Number();
}
