namespace Plumbline.Lab.Load;

/// <summary>A small seeded generator (SplitMix64), so that a seed means the same people on every runtime.</summary>
/// <remarks><see cref="Random"/> does not promise the same sequence from one version of .NET to the next.</remarks>
internal struct RandomStream(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for each pair, so that what one person draws never shifts the next person's draws.</summary>
    public static RandomStream For(int seed, int stream)
    {
        var mixer = new RandomStream(((ulong)(uint)seed << 32) | (uint)stream);
        return new RandomStream(mixer.Next());
    }

    /// <summary>The next number in [0, 1).</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextBetween(double low, double high) => low + ((high - low) * NextUnit());

    /// <summary>Time to the next arrival, in units of the mean: exponential.</summary>
    public double NextExponential() => -Math.Log(1 - NextUnit());

    /// <summary>Standard normal (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(2 * NextExponential()) * Math.Cos(2 * Math.PI * NextUnit());

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
