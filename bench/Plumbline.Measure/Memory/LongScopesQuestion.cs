namespace Plumbline.Measure;

/// <summary>What is held of scopes that lived for a while: long enough to have been sorted in.</summary>
internal sealed class LongScopesQuestion : IQuestion
{
    private const int SampleEvery = 500;
    private const int Waves = 100;

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _waveTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _life = _waveTime * Waves;

    public string Name => "retained-long";

    public string Title => "What is held of a million and a half scopes that lived for 100 ms?";

    public string Method =>
        "Every millisecond 5 000 scopes with a deadline an hour away are made and the 5 000 of 100 ms ago are ended, until there were " +
        "1 500 000; 500 000 are live at a time. Then 300 ms of rest and full collections; counted as in [retained-short](retained-short.md).";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int waves = Math.Max(Waves + 1, profile.Size(300));
        int size = profile.Size(5_000);
        var live = new CancelScope[Waves][];
        for (int i = 0; i < Waves; i++)
        {
            live[i] = new CancelScope[size];
        }

        Run(live, Waves + 1, null);
        Rest.ForMilliseconds(300);
        var retained = new Retained((waves * size / SampleEvery) + 1);
        Run(live, waves, retained);
        IReadOnlyList<Finding> findings = retained.Find($"retained after {waves * size:N0} scopes that lived 100 ms", mostMegabytes: 2);
        GC.KeepAlive(live);
        return findings;
    }

    private static void Run(CancelScope[][] live, int waves, Retained? retained)
    {
        var made = new long[Waves];
        long start = TimeProvider.System.GetTimestamp();
        for (int wave = 0; wave < waves + Waves; wave++)
        {
            // Not before its time, and not before those it takes the place of have had theirs.
            int place = wave % Waves;
            while (TimeProvider.System.GetElapsedTime(start) < _waveTime * wave
                || (wave >= Waves && TimeProvider.System.GetElapsedTime(made[place]) < _life))
            {
                Thread.SpinWait(10);
            }

            CancelScope[] scopes = live[place];
            for (int i = 0; i < scopes.Length; i++)
            {
                scopes[i].Dispose();
                scopes[i] = wave < waves
                    ? Context.Background.WithTimeout(_hour, out _, i % SampleEvery == 0 ? retained?.NextCause() : null)
                    : default;
            }

            made[place] = TimeProvider.System.GetTimestamp();
        }
    }
}
