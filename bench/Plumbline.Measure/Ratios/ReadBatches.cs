using System.Runtime.CompilerServices;

namespace Plumbline.Measure;

/// <summary>A thousand times what is measured, with contexts.</summary>
/// <param name="ctx">What is asked.</param>
internal sealed class ReadBatches(Context ctx)
{
    internal const int Operations = 1_000;
    internal const int Layers = 20;

    internal static readonly ContextKey<string> TraceId = new("trace-id");

    // Ten in a turn: else what is compared is two loops.
    private const int Turns = Operations / 10;

    private static int _sink;

    internal static Context BelowTwentyLayers()
    {
        Context ctx = Context.Background.WithValue(TraceId, "4bf92f35");
        for (int i = 0; i < Layers; i++)
        {
            ctx.WithCancel(out ctx);
        }

        return ctx;
    }

    internal static void Use(int result) => Volatile.Write(ref _sink, result);

    internal static void Clock()
    {
        long sum = 0;
        for (int i = 0; i < Operations; i++)
        {
            sum += TimeProvider.System.GetTimestamp();
        }

        Use((int)sum);
    }

    internal void IsDone()
    {
        Context polled = ctx;
        int done = 0;
        for (int i = 0; i < Turns; i++)
        {
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
            done += polled.IsDone ? 1 : 0;
        }

        Use(done);
    }

    internal void ThrowIfDone()
    {
        Context polled = ctx;
        for (int i = 0; i < Turns; i++)
        {
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
            polled.ThrowIfDone();
        }
    }

    internal void Remaining()
    {
        long sum = 0;
        for (int i = 0; i < Operations; i++)
        {
            sum += ctx.Remaining.GetValueOrDefault().Ticks;
        }

        Use((int)sum);
    }

    internal void Lookup()
    {
        int length = 0;
        for (int i = 0; i < Operations; i++)
        {
            length += ctx.TryGetValue(TraceId, out string? value) ? value!.Length : 0;
        }

        Use(length);
    }

    internal void PassAndCompare()
    {
        int same = 0;
        for (int i = 0; i < Operations; i++)
        {
            same += Pass(ctx.WithoutCancel()) == Context.Background ? 1 : 0;
        }

        Use(same);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Context Pass(Context ctx) => ctx;
}
