namespace Plumbline.Benchmarks;

/// <summary>Parents that live as long as the process, one of each kind, as a server's are.</summary>
internal static class LiveParent
{
    internal static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    internal static CancellationToken NewToken() => new CancellationTokenSource().Token;

    internal static Context NewContext()
    {
        Context.Background.WithCancel(out Context parent);
        return parent;
    }

    internal static Context NewContext(TimeSpan timeout)
    {
        Context.Background.WithTimeout(timeout, out Context parent);
        return parent;
    }
}
