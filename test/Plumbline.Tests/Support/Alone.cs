namespace Plumbline.Tests.Support;

/// <summary>Tests that look at what the whole process shares: they run one after the other, and no others meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
