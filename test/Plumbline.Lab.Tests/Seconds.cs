namespace Plumbline.Lab.Tests;

/// <summary>Short for <see cref="TimeSpan.FromSeconds(double)"/>.</summary>
internal static class Seconds
{
    public static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
