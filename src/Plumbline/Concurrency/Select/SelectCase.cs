namespace Plumbline.Concurrency;

/// <summary>One of the things that a <see cref="Select"/> waits for.</summary>
/// <remarks>Made by a select and, like that, one caller's at a time.</remarks>
public abstract class SelectCase
{
    private readonly Select _select;

    private protected SelectCase(Select select) => _select = select;

    /// <summary>Whether the last turn chose this case. At most one case says so.</summary>
    public bool IsChosen { get; internal set; }

    /// <summary>Whether the case takes part in the turns to come. True at first; false is Go's nil channel.</summary>
    /// <value>Set between turns. What comes while it is false stays where it is, and is found once it is true again.</value>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Whether it can never be chosen again; then it leaves the select.</summary>
    internal bool IsSpent { get; private protected set; }

    /// <summary>Whether it is something to wait for: where no case is, the select is over.</summary>
    internal virtual bool IsAwaited => true;

    private protected bool IsSelectAsleep => _select.IsAsleep;

    /// <summary>Makes the case happen if it can at this moment: all of it or nothing.</summary>
    /// <returns>True when it happened.</returns>
    internal abstract bool TryChoose();

    /// <summary>Sees to it that the select is woken once the case may be able to happen. Takes nothing, and outlives the turn.</summary>
    /// <param name="stop">Ends the watch.</param>
    /// <returns>True when it may be able to happen already: try again, and then watch again.</returns>
    internal abstract bool Watch(CancellationToken stop);

    /// <summary>Called at the start of the turn after the one that chose this case.</summary>
    internal virtual void EndTurn() => IsChosen = false;

    /// <summary>Called from any thread when there may be something.</summary>
    /// <param name="isInline">Whether who waits for the select may go on on this very thread.</param>
    private protected void Wake(bool isInline) => _select.Wake(isInline);
}
