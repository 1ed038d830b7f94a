namespace Snippets;

/// <summary>What a service answers.</summary>
internal sealed record Report(string Title);
