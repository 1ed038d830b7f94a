using System.Diagnostics;
using CsCheck;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

/// <summary>Deadlines that are left open until somebody asks. The instant of asking is given here, so that no clock has a say.</summary>
public sealed class OpenDeadlineTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_000 * Second;

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Fact, Trait("Behaviour", "B46")]
    public void Deadline_AskedFor_CountsFromThenAndStays()
    {
        TimedNode node = NewTimed(SystemScheduler.Instance.Root, 2 * Second);
        Assert.True(node.HasOpenDeadline);

        Assert.Equal(Start + (2 * Second), node.DeadlineAt(Start));
        Assert.Equal(Start + (2 * Second), node.DeadlineAt(Start + Second));
        Assert.Equal(Start + (2 * Second), node.DeadlineTimestamp);
        Assert.False(node.HasOpenDeadline);
        Assert.True(node.OwnsDeadline);
    }

    [Fact, Trait("Behaviour", "B52")]
    public void Deadline_OfAChildAskedForLate_IsNeverLaterThanTheParents()
    {
        TimedNode parent = NewTimed(SystemScheduler.Instance.Root, 10 * Second);
        TimedNode child = NewTimed(parent, 9 * Second);

        // The parent's is fixed long before the child's: as if a tick had come in between, and the next one late.
        long deadline = parent.DeadlineAt(Start);

        Assert.Equal(deadline, child.DeadlineAt(Start + (5 * Second)));
        Assert.False(child.OwnsDeadline);
        Assert.Same(parent, child.DeadlineOwner);
    }

    [Fact, Trait("Behaviour", "B52")]
    public void Deadline_OfAChildAskedForFirst_FixesTheParentsAsWell()
    {
        TimedNode parent = NewTimed(SystemScheduler.Instance.Root, 10 * Second);
        TimedNode child = NewTimed(parent, 9 * Second);

        Assert.Equal(Start + (9 * Second), child.DeadlineAt(Start));
        Assert.Equal(Start + (10 * Second), parent.DeadlineTimestamp);
        Assert.True(child.OwnsDeadline);
        Assert.Same(child, child.DeadlineOwner);
    }

    [Fact, Trait("Behaviour", "B52"), Trait("Behaviour", "B53")]
    public void Expire_OfADeadlineThatTurnedOutToBeTheParents_EndsTheParent()
    {
        long now = SystemScheduler.Instance.Now;
        TimedNode parent = NewTimed(SystemScheduler.Instance.Root, Second);
        TimedNode child = NewTimed(parent, Second / 2);
        Assert.True(parent.TryAdopt(child));
        parent.DeadlineAt(now - (2 * Second));
        child.DeadlineAt(now);

        // As the scheduler does with what was armed.
        child.Expire();

        Assert.Same(parent, parent.EndedBy);
        Assert.Same(parent, child.EndedBy);
        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
    }

    [Fact]
    public void ExpireIfDue_DeadlineStillOpen_IsNotDue()
    {
        TimedNode node = NewTimed(SystemScheduler.Instance.Root, Second);

        Assert.False(node.ExpireIfDue());
        Assert.False(node.IsDone);
    }

    [Fact, Trait("Behaviour", "B05")]
    public void Deadline_OfAChildThatSetsNone_IsItsParents()
    {
        using CancelScope outer = DeriveOpen(Context.Background, _hour, out Context parent);
        using CancelScope inner = parent.WithCancel(out Context child);
        using CancelScope innermost = child.WithCancel(out Context grandchild);

        Assert.Equal(grandchild.Deadline, parent.Deadline);
        Assert.Equal(grandchild.Signal!.DeadlineTimestamp, parent.Signal!.DeadlineTimestamp);
        Assert.Same(parent.Signal, grandchild.Signal.DeadlineOwner);
    }

    [Fact]
    public void WithTimeout_LongerThanTheParentsOpenOne_IsNotArmed()
    {
        using CancelScope outer = DeriveOpen(Context.Background, _hour, out Context parent);
        using CancelScope middle = parent.WithCancel(out Context between);
        using CancelScope inner = between.WithTimeout(_hour, out Context child);

        Assert.False(child.Signal!.OwnsDeadline);
        Assert.Equal(TimedNode.NeverArmed, Assert.IsType<TimedNode>(child.Signal).HeapIndex);
        Assert.Equal(parent.Deadline, child.Deadline);
    }

    [Fact]
    public void Deadline_OfAScopeThatEndedAtOnce_IsAboutWhenItWouldHaveBeen()
    {
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        DeriveOpen(Context.Background, _hour, out Context ctx).Dispose();
        Assert.False(ctx.Signal!.HasOpenDeadline);

        // Fixed at the end from the last tick, and from the clock where there has been none for long.
        Assert.InRange(ctx.Deadline!.Value, before + _hour - TimeSpan.FromMinutes(1), TimeProvider.System.GetUtcNow() + _hour);
    }

    [Fact, Trait("Behaviour", "B48")]
    public void Remaining_RightAfterDerivingAndLater_NeverGrows()
    {
        using CancelScope scope = DeriveOpen(Context.Background, _hour, out Context ctx);
        TimeSpan last = ctx.Remaining!.Value;
        Assert.InRange(last, _hour - TimeSpan.FromMinutes(1), _hour);

        for (int i = 0; i < 10_000; i++)
        {
            TimeSpan next = ctx.Remaining!.Value;
            Assert.True(next <= last, $"{next} were left after {last}.");
            last = next;
        }
    }

    [Fact]
    public void DeadlineAt_BelowAHundredThousandOpenOnes_FixesAllOfThem()
    {
        const int Layers = 100_000;
        TimedNode node = NewTimed(SystemScheduler.Instance.Root, Layers + Second);
        TimedNode top = node;
        for (int i = 1; i < Layers; i++)
        {
            node = NewTimed(node, Layers + Second - i);
        }

        Assert.Equal(Start + Second + 1, node.DeadlineAt(Start));
        Assert.Equal(Start + Second + Layers, top.DeadlineTimestamp);
    }

    // Whoever asks, in whatever order and at whatever instants: what a sequential model says.
    [Fact, Trait("Behaviour", "B52"), Trait("Behaviour", "B05")]
    public void DeadlineAt_AnyTreeAskedInAnyOrder_DoesAsTheModel()
    {
        Gen<(int Parent, int Units)[]> trees = Gen.Select(Gen.Int[-1, 30], Gen.Int[0, 50]).Array[1, 30];
        Gen<(int Node, int Wait)[]> questions = Gen.Select(Gen.Int[0, 29], Gen.Int[0, 20]).Array[1, 60];

        Gen.Select(trees, questions).Sample((tree, asked) =>
        {
            // No time given: open, as the parent's is.
            var nodes = new List<SignalNode>();
            var units = new Dictionary<SignalNode, int>();
            foreach ((int parent, int time) in tree)
            {
                SignalNode? over = parent < 0 || nodes.Count == 0 ? null : nodes[parent % nodes.Count];
                SignalNode node = time > 0 ? NewTimed(over ?? SystemScheduler.Instance.Root, time) : SignalNode.DeriveIfPlain(over, NodeKind.Cancel, "", "", 0)!;
                nodes.Add(node);
                units[node] = time;
            }

            long now = Start;
            var model = new Dictionary<SignalNode, long>();
            foreach ((int index, int wait) in asked)
            {
                now += wait;
                SignalNode node = nodes[index % nodes.Count];
                Assert.Equal(Ask(node), node.DeadlineAt(now));
            }

            foreach ((SignalNode node, long deadline) in model)
            {
                Assert.Equal(deadline, node.DeadlineTimestamp);
                Assert.Equal(units[node] > 0 && deadline < Ask(node.Parent!), node.OwnsDeadline);
            }

            long Ask(SignalNode node)
            {
                if (node.IsRoot)
                {
                    return SignalNode.NoDeadline;
                }

                if (!model.TryGetValue(node, out long deadline))
                {
                    long inherited = Ask(node.Parent!);
                    deadline = units[node] > 0 ? Math.Min(now + units[node], inherited) : inherited;
                    model[node] = deadline;
                }

                return deadline;
            }
        });
    }

    // An ended one is fixed by the last tick, whatever its parent's is.
    [Fact, Trait("Behaviour", "B05")]
    public void Deadline_OfAChildThatEndedBelowAnOpenOne_IsItsOwnAndStays()
    {
        TimedNode parent = NewTimed(SystemScheduler.Instance.Root, 3_600 * Second);
        TimedNode child = NewTimed(parent, 30 * Second);
        child.Leave();
        DateTimeOffset ofChild = child.WallDeadline!.Value;

        DateTimeOffset ofParent = parent.WallDeadline!.Value;

        Assert.Equal(ofChild, child.WallDeadline);
        Assert.Same(child, child.DeadlineOwner);
        Assert.InRange(ofParent - ofChild, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact]
    public void ToString_OfAnOpenDeadline_TellsWhatIsLeftAndFixesNothing()
    {
        TimedNode parent = NewTimed(SystemScheduler.Instance.Root, 3_600 * Second);
        TimedNode child = NewTimed(parent, 30 * Second);

        Assert.Contains("30 s left", new Context(child, null).ToString());
        Assert.Equal(TimeSpan.FromSeconds(30), child.PeekLeft());
        Assert.True(child.HasOpenDeadline);
        Assert.True(parent.HasOpenDeadline);
    }

    // The whole way: left open, taken in by the scheduler, passed.
    [Fact, Trait("Behaviour", "B46")]
    public void IsDone_OfManyOpenDeadlines_IsTrueAndNeverEarly()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(260);
        var open = new List<(Context Ctx, long Before)>();
        while (open.Count < 500)
        {
            long before = Stopwatch.GetTimestamp();
            DeriveOpen(Context.Background, timeout, out Context ctx);
            open.Add((ctx, before));
        }

        while (open.Count > 0)
        {
            foreach ((Context ctx, long before) in open.Where(static one => one.Ctx.IsDone).ToArray())
            {
                Assert.True(Stopwatch.GetElapsedTime(before) >= timeout, "A deadline passed early.");
                Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
                open.Remove((ctx, before));
            }

            Assert.True(open.Count == 0 || Stopwatch.GetElapsedTime(open[0].Before) < Bounded.Limit, "Waited for deadlines of 260 ms.");
        }
    }

    [Fact, Trait("Behaviour", "B05")]
    public void DeadlineAt_AskedByManyAtOnce_IsOneAndTheSame()
    {
        Racers.Run(
            2_000,
            static _ =>
            {
                TimedNode top = NewTimed(SystemScheduler.Instance.Root, 30);
                TimedNode middle = NewTimed(top, 20);
                return (Top: top, Middle: middle, Bottom: NewTimed(middle, 10), Answers: new long[3]);
            },
            static round =>
            {
                Assert.Equal(round.Answers[0], round.Answers[1]);
                Assert.Equal(round.Answers[0], round.Bottom.DeadlineTimestamp);
                Assert.Equal(round.Answers[2], round.Middle.DeadlineTimestamp);
                Assert.True(round.Bottom.DeadlineTimestamp <= round.Middle.DeadlineTimestamp);
                Assert.True(round.Middle.DeadlineTimestamp <= round.Top.DeadlineTimestamp);
            },
            static round => round.Answers[0] = round.Bottom.DeadlineAt(Start),
            static round => round.Answers[1] = round.Bottom.DeadlineAt(Start + 25),
            static round => round.Answers[2] = round.Middle.DeadlineAt(Start + 11),
            static round => round.Top.DeadlineAt(Start + 3));
    }

    [Fact]
    public void Deadline_FixedWhileTheScopeIsLeft_KeepsTheLaws()
    {
        Racers.Run(
            2_000,
            static _ =>
            {
                CancelScope scope = DeriveOpen(Context.Background, _hour, out Context ctx);
                return (Scope: scope, Node: ctx.Signal!, Answers: new long[1]);
            },
            static round =>
            {
                Assert.Equal(round.Answers[0], round.Node.DeadlineTimestamp);
                Assert.False(round.Node.HasOpenDeadline);
            },
            static round => round.Answers[0] = round.Node.DeadlineTimestamp,
            static round => round.Scope.Dispose());
    }

    /// <summary>Derives until the thread may read the clock no more in this tick.</summary>
    private static CancelScope DeriveOpen(Context parent, TimeSpan timeout, out Context ctx)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            CancelScope scope = parent.WithTimeout(timeout, out ctx);
            if (ctx.Signal!.HasOpenDeadline)
            {
                return scope;
            }

            scope.Dispose();
            Assert.True(Stopwatch.GetElapsedTime(start) < Bounded.Limit, "Waited for a deadline to be left open.");
        }
    }

    private static TimedNode NewTimed(SignalNode parent, long units) => new(parent, NodeKind.Timeout, -units, ownsDeadline: true, units, "Test", "Test.cs", 1);
}
