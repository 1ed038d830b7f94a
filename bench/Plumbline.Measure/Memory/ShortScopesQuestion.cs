namespace Plumbline.Measure;

/// <summary>What is held of scopes that were left at once.</summary>
internal sealed class ShortScopesQuestion : IQuestion
{
    private const int SampleEvery = 1_000;

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    public string Name => "retained-short";

    public string Title => "What is held of ten million scopes that were left at once?";

    public string Method =>
        "10 000 000 scopes with a deadline an hour away, one after another, below the root and below a long-lived parent; then 300 ms of " +
        "rest and full collections. Bytes of the heap, less those before; and how many of one in a thousand scopes can still be reached.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int count = profile.Size(10_000_000);
        using var cancel = Context.Background.WithCancel(out Context parent);
        return
        [
            .. Measure($"retained after {count:N0} short scopes below the root", Context.Background, count),
            .. Measure($"retained after {count:N0} short scopes below a long-lived parent", parent, count),
        ];
    }

    private static IReadOnlyList<Finding> Measure(string what, Context root, int count)
    {
        Derive(root, 100_000, null);
        Rest.ForMilliseconds(300);
        var retained = new Retained((count / SampleEvery) + 1);
        Derive(root, count, retained);
        return retained.Find(what, mostMegabytes: 1);
    }

    private static void Derive(Context root, int count, Retained? retained)
    {
        for (int i = 0; i < count; i++)
        {
            using var cancel = root.WithTimeout(_hour, out _, i % SampleEvery == 0 ? retained?.NextCause() : null);
        }
    }
}
