namespace Plumbline.Concurrency;

/// <summary>Chosen when no other case can be at this moment.</summary>
internal sealed class DefaultCase(Select select) : SelectCase(select)
{
    internal override bool IsAwaited => false;

    internal override bool TryChoose() => IsEnabled;

    internal override bool Watch(CancellationToken stop) => false;
}
