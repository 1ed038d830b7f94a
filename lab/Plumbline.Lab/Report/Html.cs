using System.Net;

namespace Plumbline.Lab.Report;

/// <summary>Text of an HTML page.</summary>
internal static class Html
{
    /// <summary>Text in which nothing is taken for an element or the end of an attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>An element.</summary>
    public static string Element(string name, string content, string? style = null) =>
        style is null ? $"<{name}>{content}</{name}>" : $"<{name} class=\"{style}\">{content}</{name}>";

    /// <summary>A paragraph of plain text.</summary>
    public static string Paragraph(string text, string? style = null) => Element("p", Escape(text), style);
}
