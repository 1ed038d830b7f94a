using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

/// <summary>What threads leave for the scheduler: all of it arrives, whether they go on, stop, or end.</summary>
[Collection(nameof(Alone))]
public sealed class ArmingSlotsTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly SystemScheduler _scheduler = SystemScheduler.CreateForTest();

    private Context Root => new(_scheduler.Root, null);

    [Fact]
    public void TryPut_MoreLiveNodesThanSlots_SaysNoUntilOneEnds()
    {
        var slots = new ArmingSlots(_scheduler);
        var scopes = new List<CancelScope>();
        while (true)
        {
            scopes.Add(Root.WithTimeout(_hour, out Context ctx));
            if (!slots.TryPut((TimedNode)ctx.Signal!))
            {
                break;
            }
        }

        Assert.Equal(17, scopes.Count);
        Assert.NotNull(slots.TakeAll(null));
        Assert.True(slots.IsEmpty);
    }

    [Fact]
    public void TryPut_NodeHasEnded_TakesItsSlot()
    {
        var slots = new ArmingSlots(_scheduler);
        for (int i = 0; i < 100; i++)
        {
            using CancelScope scope = Root.WithTimeout(_hour, out Context ctx);
            Assert.True(slots.TryPut((TimedNode)ctx.Signal!));
        }

        TimedNode last = slots.TakeAll(null)!;
        Assert.Null(last.NextIncoming);
        Assert.True(last.HasEnded);
    }

    [Fact, Trait("Behaviour", "B44")]
    public void Arm_OnThreadsThatEnd_PassesAndTheirSlotsGo()
    {
        const int Threads = 50;
        var contexts = new Context[Threads];
        for (int i = 0; i < Threads; i++)
        {
            int index = i;
            var thread = new Thread(() => Root.WithTimeout(TimeSpan.FromMilliseconds(20), out contexts[index]));
            thread.Start();
            Bounded.Join([thread], "a thread that arms and ends");
        }

        Spin.Until(() => Array.TrueForAll(contexts, static ctx => ctx.IsDone));

        // Looked after now and then, however busy the scheduler is kept.
        Spin.Until(() =>
        {
            Root.WithTimeout(_hour, out _).Dispose();
            return _scheduler.SlotsCount <= 1;
        });
    }

    // A node stored just as the thread goes to sleep must not be left behind: no fence is paid for in the arming.
    [Fact]
    public void Arm_AsTheThreadParks_Passes()
    {
        for (int round = 0; round < 40; round++)
        {
            Spin.Until(() => _scheduler.WakeCount == 0 || _scheduler.IsParked);
            Thread.SpinWait(round * 37 % 400);
            using CancelScope scope = Root.WithTimeout(TimeSpan.FromMilliseconds(1), out Context ctx);
            Spin.Until(() => ctx.IsDone);
        }
    }

    // The same, against the moment before: the flag goes up while nodes are stored one after the other, each the last for a while.
    [Fact]
    public void Arm_AroundTheParking_PassesEveryTime()
    {
        var random = new Random(11);
        for (int round = 0; round < 60; round++)
        {
            Root.WithTimeout(TimeSpan.FromMilliseconds(1), out Context ctx);
            Spin.Until(() => ctx.IsDone);
            long idle = _scheduler.WakeCount + random.Next(28, 33);
            Spin.Until(() => _scheduler.WakeCount >= idle || _scheduler.IsParked);
        }
    }

    [Fact, Trait("Behaviour", "B44")]
    public void Arm_TakenWhileTheOwnerGoesOn_LosesNothing()
    {
        var slots = new ArmingSlots(_scheduler);
        var taken = new List<TimedNode>();
        var put = new List<TimedNode>();
        bool isOver = false;
        var taker = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver) || !slots.IsEmpty)
            {
                for (TimedNode? node = slots.TakeAll(null); node is not null; node = node.NextIncoming)
                {
                    taken.Add(node);
                }
            }
        });
        taker.Start();

        for (int i = 0; i < 200_000; i++)
        {
            // Every third one ends at once, so that slots are overwritten as well as emptied.
            var node = new TimedNode(_scheduler.Root, NodeKind.Timeout, -1, true, 1, "", "", 0);
            if (!slots.TryPut(node))
            {
                // All were full, and stay so for the owner until the next tick. So have one.
                Root.WithTimeout(_hour, out _).Dispose();
                Thread.Yield();
            }
            else if (i % 3 == 0)
            {
                node.Leave();
            }
            else
            {
                put.Add(node);
            }
        }

        Volatile.Write(ref isOver, true);
        Bounded.Join([taker], "the taker");
        Assert.InRange(put.Count, 1_000, 200_000);
        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.True(new HashSet<TimedNode>(taken).IsSupersetOf(put), "A live node was lost.");
    }
}
