using System.Globalization;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class PaletteTests
{
    private const string White = "#ffffff";
    private const string NearBlack = "#14171b";

    public static TheoryData<string, string> Badges =>
        [.. Palette.Candidates.SelectMany(static known => new (string, string)[] { (known.Light, White), (known.Dark, NearBlack) })];

    /// <summary>Small bold letters in the ground's colour: WCAG asks for 4.5 to 1.</summary>
    [Theory]
    [MemberData(nameof(Badges))]
    public void Candidates_Badge_CanBeRead(string colour, string ground)
    {
        double[] both = [Luminance(colour) + 0.05, Luminance(ground) + 0.05];

        Assert.InRange(both.Max() / both.Min(), 4.5, 21);
    }

    private static double Luminance(string colour)
    {
        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));

        double Part(int at) => Linear(int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0);
    }

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
}
