namespace Plumbline.Tests.Tokens;

/// <summary>Linked sources of one shape, with a token somewhere in them.</summary>
internal sealed class Links : IDisposable
{
    private readonly List<CancellationTokenSource> _sources = [];

    internal Links(string shape, CancellationToken token) =>
        Token = shape switch
        {
            "one" => Link(token),
            "two, first" => Link(token, Other()),
            "two, second" => Link(Other(), token),
            "many, first" => Link(token, Other(), Other()),
            "many, middle" => Link(Other(), token, Other(), Other()),
            "many, last" => Link(Other(), Other(), token),
            "nested" => Link(Other(), Link(token)),
            "nested deep" => Link(Link(Other(), Link(Other(), Other(), Link(token, Other()))), Other()),
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "Must be one of Shapes."),
        };

    internal CancellationToken Token { get; }

    internal void Cancel() => _sources[^1].Cancel();

    public void Dispose() => _sources.ForEach(source => source.Dispose());

    private CancellationToken Other() => Keep(new CancellationTokenSource()).Token;

    private CancellationToken Link(params CancellationToken[] tokens) => Keep(tokens switch
    {
        [var only] => CancellationTokenSource.CreateLinkedTokenSource(only),
        [var first, var second] => CancellationTokenSource.CreateLinkedTokenSource(first, second),
        _ => CancellationTokenSource.CreateLinkedTokenSource(tokens),
    }).Token;

    private CancellationTokenSource Keep(CancellationTokenSource source)
    {
        _sources.Add(source);
        return source;
    }
}
