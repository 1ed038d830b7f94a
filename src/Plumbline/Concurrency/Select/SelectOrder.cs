namespace Plumbline.Concurrency;

/// <summary>Which case of a <see cref="Select"/> goes first when several are ready.</summary>
public enum SelectOrder
{
    /// <summary>Each of the ready ones with the same probability, as Go does: a busy channel cannot starve another.</summary>
    Fair,

    /// <summary>The one that was added first: urgent ones ahead of others, which may starve.</summary>
    Listed,
}
