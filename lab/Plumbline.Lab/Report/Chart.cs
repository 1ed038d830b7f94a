using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;

namespace Plumbline.Lab.Report;

/// <summary>A small chart over time: geometry by ScottPlot, words by us, colours by the page that it stands in.</summary>
/// <remarks>
/// ScottPlot writes colours and the place of every letter into the SVG, so it would fit one theme and the fonts of this machine only. Each
/// colour is therefore drawn as a stand-in that becomes a CSS variable, and words become text elements of the page's own font.
/// </remarks>
internal sealed partial class Chart
{
    private const int Left = 40;
    private const int Right = 10;
    private const int Top = 12;
    private const int Bottom = 20;

    private readonly List<Action<Plot>> _shapes = [];
    private readonly List<string> _colours = [];
    private readonly List<(double X, double Y, string Text, string Anchor, string Class, double Down)> _words = [];
    private readonly int _width;
    private readonly int _height;
    private readonly AxisLimits _limits;

    /// <summary>An empty chart.</summary>
    /// <param name="width">Width, in CSS pixels at its natural size.</param>
    /// <param name="height">Height.</param>
    /// <param name="from">Time at the left edge, in seconds.</param>
    /// <param name="until">Time at the right edge.</param>
    /// <param name="low">Value at the bottom.</param>
    /// <param name="high">Value at the top.</param>
    public Chart(int width, int height, double from, double until, double low, double high)
    {
        (_width, _height) = (width, height);
        _limits = new AxisLimits(from, until, low, high);
    }

    /// <summary>Shades a stretch of time.</summary>
    public Chart Shade(double from, double until, string word)
    {
        var colour = Colour(Palette.Ink.Fault);
        _shapes.Add(plot =>
        {
            var span = plot.Add.HorizontalSpan(from, until);
            (span.FillColor, span.LineWidth) = (colour, 0);
        });
        _words.Add(((from + until) / 2, _limits.Top, word, "middle", "quiet", -3));
        return this;
    }

    /// <summary>A line to measure by, with its value at the left.</summary>
    public Chart Mark(double value, string text)
    {
        var colour = Colour(Palette.Ink.Grid);
        _shapes.Add(plot =>
        {
            var line = plot.Add.Line(_limits.Left, value, _limits.Right, value);
            (line.LineColor, line.LineWidth) = (colour, 1);
        });
        _words.Add((_limits.Left, value, text, "end", "tick", 3.5));
        return this;
    }

    /// <summary>A time below the chart.</summary>
    public Chart Time(double moment, string text)
    {
        var anchor = moment >= _limits.Right ? "end" : moment <= _limits.Left ? "start" : "middle";
        _words.Add((moment, _limits.Bottom, text, anchor, "time", 14));
        return this;
    }

    /// <summary>A word at a place of the chart.</summary>
    public Chart Say(double x, double y, string text, string anchor = "middle", string style = "say")
    {
        _words.Add((x, y, text, anchor, style, 4));
        return this;
    }

    /// <summary>The ground between a line and zero.</summary>
    public Chart Area(IReadOnlyList<double> xs, IReadOnlyList<double> ys, string colour, double opacity) =>
        Band(xs, [.. ys.Select(_ => _limits.Bottom)], ys, colour, opacity);

    /// <summary>The ground between two lines: the range over seeds.</summary>
    public Chart Band(IReadOnlyList<double> xs, IReadOnlyList<double> low, IReadOnlyList<double> high, string colour, double opacity)
    {
        var drawn = Colour(colour).WithAlpha(opacity);
        _shapes.Add(plot =>
        {
            var fill = plot.Add.FillY([.. xs], [.. low.Select(Clip)], [.. high.Select(Clip)]);
            (fill.FillColor, fill.LineWidth, fill.MarkerStyle.IsVisible) = (drawn, 0, false);
        });

        return this;
    }

    /// <summary>A line; it is broken where a value is null.</summary>
    public Chart Line(IReadOnlyList<double> xs, IReadOnlyList<double?> ys, string colour, float width, bool dashed = false)
    {
        var drawn = Colour(colour);
        for (var first = 0; first < ys.Count; first++)
        {
            var count = ys.Skip(first).TakeWhile(static value => value is not null).Count();
            if (count > 0)
            {
                double[] x = [.. xs.Skip(first).Take(count)];
                double[] y = [.. ys.Skip(first).Take(count).Select(value => Clip(value!.Value))];

                // A single value would be no line; it is drawn as a short one.
                Piece(count > 1 ? x : [x[0] - 0.4, x[0] + 0.4], count > 1 ? y : [y[0], y[0]]);
            }

            first += count;
        }

        return this;

        void Piece(double[] x, double[] y) => _shapes.Add(plot =>
        {
            var line = plot.Add.ScatterLine(x, y);
            (line.Color, line.LineWidth) = (drawn, width);
            line.LinePattern = dashed ? LinePattern.DenselyDashed : LinePattern.Solid;
        });
    }

    /// <summary>The chart as an SVG element for a page that has the colours as variables.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="title">What a reader who cannot see it is told.</param>
    public string ToSvg(string id, string title)
    {
        using var plot = Draw();
        var svg = plot.GetSvgXml(_width, _height);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        svg = svg[(svg.IndexOf('>', StringComparison.Ordinal) + 1)..svg.LastIndexOf("</svg>", StringComparison.Ordinal)];
        svg = Place().Replace(svg, match => $"{match.Groups[1].Value}{id}-{match.Groups[2].Value}");
        svg = Decimals().Replace(svg, static match => double
            .Parse(match.Value, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture));
        for (var index = 0; index < _colours.Count; index++)
        {
            svg = svg.Replace($"\"#{StandIn(index):X6}\"", $"\"var(--{_colours[index]})\"", StringComparison.Ordinal);
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""<svg viewBox="0 0 {_width} {_height}" role="img" aria-label="{Html.Escape(title)}">""");
        text.Append(Space().Replace(svg, "><").Trim());
        foreach (var (x, y, word, anchor, style, down) in _words)
        {
            var place = plot.GetPixel(new Coordinates(x, y));
            var across = place.X - (style == "tick" ? 6 : 0);
            text.Append(CultureInfo.InvariantCulture, $"""<text class="{style}" text-anchor="{anchor}" x="{across:0.#}" y="{place.Y + down:0.#}">{Html.Escape(word)}</text>""");
        }

        return text.Append("</svg>").ToString();
    }

    private Plot Draw()
    {
        var plot = new Plot();
        foreach (var shape in _shapes)
        {
            shape(plot);
        }

        plot.Axes.SetLimits(_limits);
        plot.Axes.Frameless();
        plot.HideGrid();
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Layout.Fixed(new PixelPadding(Left, Right, Bottom, Top));
        return plot;
    }

    /// <summary>The stand-in's red and green are near black and used by nothing else.</summary>
    private static int StandIn(int index) => 0x010200 + index + 1;

    private Color Colour(string name)
    {
        if (!_colours.Contains(name))
        {
            _colours.Add(name);
        }

        return Color.FromHex($"#{StandIn(_colours.IndexOf(name)):X6}");
    }

    private double Clip(double value) => Math.Clamp(value, _limits.Bottom, _limits.Top);

    [GeneratedRegex("""(id="|url\(#)(cl_)""")]
    private static partial Regex Place();

    [GeneratedRegex("""\d+\.\d{3,}""")]
    private static partial Regex Decimals();

    [GeneratedRegex(""">\s+<""")]
    private static partial Regex Space();
}
