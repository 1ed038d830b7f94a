using System.Runtime.CompilerServices;

namespace Plumbline.Tests.Support;

/// <summary>Waiting without letting go of the thread, for races: what follows comes as close as can be to what was waited for.</summary>
internal static class Spin
{
    /// <summary>Spins until the condition holds; when it never does, fails with where that was.</summary>
    internal static void Until(Func<bool> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpinWait spin = default;
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (TimeProvider.System.GetElapsedTime(start) > Bounded.Limit)
            {
                Assert.Fail($"Spun {Bounded.Limit.TotalSeconds:0} s for what never came ({Path.GetFileName(file)}:{line}).");
            }
        }
    }
}
