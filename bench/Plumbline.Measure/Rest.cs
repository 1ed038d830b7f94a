namespace Plumbline.Measure;

/// <summary>Lets time pass on a thread that must not depend on the pool: what is measured may have the pool starved.</summary>
internal static class Rest
{
    internal static void For(TimeSpan time) => Thread.CurrentThread.Join(time);

    internal static void ForMilliseconds(int milliseconds) => Thread.CurrentThread.Join(milliseconds);
}
