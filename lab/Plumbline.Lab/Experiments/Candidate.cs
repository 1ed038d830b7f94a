namespace Plumbline.Lab.Experiments;

/// <summary>One way to write the services.</summary>
/// <param name="Id">The short name; with a minus at the end the upstream ignores that its caller has gone.</param>
/// <param name="Name">What it is, in a line.</param>
/// <param name="Honours">The upstream stops working, and leaves its queue, when its caller has gone.</param>
internal sealed record Candidate(string Id, string Name, bool Honours)
{
    private const string Ignores = "-";

    private static readonly (string Id, string Name)[] _services =
    [
        ("A", "nothing: no timeout, no token"),
        ("B", "HttpClient.Timeout on every client"),
        ("B+", "standard resilience handler, tuned: timeout and a limit per dependency"),
        ("T", "tokens passed by hand everywhere, with request timeouts"),
        ("T+", "T with the client of B+"),
        ("C", "Plumbline: a context everywhere"),
        ("D", "C with a limit per dependency"),
    ];

    /// <summary>All of them: those whose upstream honours first.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        .. _services.Select(static service => new Candidate(service.Id, service.Name, Honours: true)),
        .. _services.Select(static service => new Candidate(
            service.Id + Ignores, service.Name + "; the upstream ignores that its caller has gone", Honours: false)),
    ];

    /// <summary>The id without the minus: how edge and mid are written.</summary>
    public string Services => Honours ? Id : Id[..^Ignores.Length];

    /// <summary>The candidate of that id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Candidate Of(string id) => All.FirstOrDefault(candidate => candidate.Id == id)
        ?? throw new ArgumentException($"There is no candidate '{id}'; there are {string.Join(", ", All.Select(static one => one.Id))}.", nameof(id));
}
