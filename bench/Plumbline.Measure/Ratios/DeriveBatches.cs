namespace Plumbline.Measure;

/// <summary>A thousand times what is measured, with contexts.</summary>
/// <param name="parent">What is derived from.</param>
internal sealed class DeriveBatches(Context parent)
{
    internal const int Operations = 1_000;
    internal const int Layers = 10;
    internal const int Children = 10_000;

    internal static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    internal static void Tree()
    {
        using var cancel = Context.Background.WithCancel(out Context top);
        for (int i = 0; i < Children; i++)
        {
            top.WithCancel(out _);
        }

        cancel.Cancel();
    }

    internal static void TreeWithTokens()
    {
        using var cancel = Context.Background.WithCancel(out Context top);
        for (int i = 0; i < Children; i++)
        {
            top.WithCancel(out Context child);
            _ = child.Token;
        }

        cancel.Cancel();
    }

    internal void WithTimeout()
    {
        for (int i = 0; i < Operations; i++)
        {
            using var cancel = parent.WithTimeout(_hour, out _);
        }
    }

    /// <summary>So short that the core may keep it differently.</summary>
    internal void WithShortTimeout()
    {
        for (int i = 0; i < Operations; i++)
        {
            using var cancel = parent.WithTimeout(Short, out _);
        }
    }

    internal void WithCancel()
    {
        for (int i = 0; i < Operations; i++)
        {
            using var cancel = parent.WithCancel(out _);
        }
    }

    /// <summary>Counted by layer: as many times as goes into a thousand.</summary>
    internal void TenLayers()
    {
        for (int i = 0; i < Operations / Layers; i++)
        {
            Derive(parent, Layers);
        }
    }

    internal void Registered()
    {
        for (int i = 0; i < Operations; i++)
        {
            using var cancel = parent.WithTimeout(_hour, out Context child);
            using CancellationTokenRegistration registration = child.Token.UnsafeRegister(static _ => { }, null);
        }
    }

    internal void RegisteredWithoutTimeout()
    {
        for (int i = 0; i < Operations; i++)
        {
            using var cancel = parent.WithCancel(out Context child);
            using CancellationTokenRegistration registration = child.Token.UnsafeRegister(static _ => { }, null);
        }
    }

    private static void Derive(Context ctx, int layers)
    {
        if (layers == 0)
        {
            return;
        }

        // The innermost has the nearest deadline, so that every layer has one of its own.
        using var cancel = ctx.WithTimeout(_hour + TimeSpan.FromSeconds(layers), out ctx);
        Derive(ctx, layers - 1);
    }
}
