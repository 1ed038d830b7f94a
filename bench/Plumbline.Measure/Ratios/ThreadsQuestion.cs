using System.Runtime.CompilerServices;

namespace Plumbline.Measure;

/// <summary>How much more two threads get done than one.</summary>
internal sealed class ThreadsQuestion : IQuestion
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    public string Name => "threads";

    public string Title => "How much more do two threads get done than one?";

    public string Method =>
        "Throughput of two threads divided by that of one, both measured in turn; the median of the rounds with the lowest and the highest. " +
        "Each thread derives children with a timeout of an hour and ends them. The last rows say what the machine itself allows: threads " +
        "that only allocate as many bytes, and threads that only compute.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        Context.Background.WithCancel(out Context parent);
        CancellationToken token = new CancellationTokenSource().Token;
        using var one = new Crew(1);
        using var two = new Crew(2);
        var scaling = new Scaling(one, two, profile);
        return
        [
            scaling.Measure("2 threads under one shared root: throughput vs 1 thread", new DeriveBatches(Context.Background).WithTimeout, Aim.AtLeast(1.6, 1.9)),
            scaling.Measure("2 threads under one shared parent", new DeriveBatches(parent).WithTimeout),
            scaling.Measure("2 threads, BCL: sources with `CancelAfter`", LinkedBatches.Unlinked),
            scaling.Measure("2 threads, BCL: sources linked to one parent, with `CancelAfter`", new LinkedBatches(token).WithTimeout),
            scaling.Measure("2 threads that only allocate 144 bytes", Allocate, isDerivation: false),
            scaling.Measure("2 threads that only compute", Compute, isDerivation: false),
        ];
    }

    private static void Allocate()
    {
        for (int i = 0; i < DeriveBatches.Operations; i++)
        {
            AllocateOne();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] AllocateOne() => new byte[120];

    private static void Compute()
    {
        ulong state = 1;
        for (int i = 0; i < DeriveBatches.Operations * 50; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
        }

        ReadBatches.Use((int)state);
    }
}
