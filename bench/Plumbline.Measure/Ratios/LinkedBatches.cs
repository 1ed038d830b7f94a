namespace Plumbline.Measure;

/// <summary>A thousand times what is measured, with linked token sources.</summary>
/// <param name="parent">What is linked to.</param>
internal sealed class LinkedBatches(CancellationToken parent)
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    internal static void Tree()
    {
        using var top = new CancellationTokenSource();
        for (int i = 0; i < DeriveBatches.Children; i++)
        {
            CancellationTokenSource.CreateLinkedTokenSource(top.Token);
        }

        top.Cancel();
    }

    internal static void Unlinked()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            using var source = new CancellationTokenSource();
            source.CancelAfter(_hour);
        }
    }

    internal void WithTimeout()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent);
            linked.CancelAfter(_hour);
        }
    }

    internal void WithShortTimeout()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent);
            linked.CancelAfter(DeriveBatches.Short);
        }
    }

    internal void WithCancel()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent);
        }
    }

    internal void TenLayers()
    {
        for (int i = 0; i < DeriveBatches.Operations / DeriveBatches.Layers; i++)
        {
            Link(DeriveBatches.Layers, parent);
        }
    }

    internal void Registered()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent);
            linked.CancelAfter(_hour);
            using CancellationTokenRegistration registration = linked.Token.UnsafeRegister(static _ => { }, null);
        }
    }

    internal void RegisteredWithoutTimeout()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent);
            using CancellationTokenRegistration registration = linked.Token.UnsafeRegister(static _ => { }, null);
        }
    }

    private static void Link(int layers, CancellationToken token)
    {
        if (layers == 0)
        {
            return;
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
        linked.CancelAfter(_hour + TimeSpan.FromSeconds(layers));
        Link(layers - 1, linked.Token);
    }
}
