namespace Plumbline.Http;

/// <summary>Tests of what the whole process shares: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
