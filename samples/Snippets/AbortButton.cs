namespace Snippets;

/// <summary>Something a person presses.</summary>
internal sealed class AbortButton
{
    internal event Action? Clicked;

    internal void Press() => Clicked?.Invoke();
}
