using System.Reflection;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Links;

/// <summary>Every request derives from the same root: nothing of it may be written to, not even its lock.</summary>
public sealed class SharedRootTests
{
    private static readonly FieldInfo _gate = typeof(SignalNode).GetField("_gate", BindingFlags.Instance | BindingFlags.NonPublic)!;

    [Fact, Trait("Behaviour", "B20")]
    public void DerivingAndEnding_BelowARootWhoseLockIsHeld_DoesNotWaitForIt()
    {
        SystemScheduler scheduler = SystemScheduler.CreateForTest();
        var root = new Context(scheduler.Root, null);
        _gate.SetValue(scheduler.Root, (int)_gate.GetValue(scheduler.Root)! | 1);

        var worker = new Thread(DeriveAndEnd) { IsBackground = true };
        worker.Start();
        Bounded.Join([worker], "scopes below a root whose lock is held");

        void DeriveAndEnd()
        {
            using (root.WithCancel(out Context ctx))
            using (ctx.WithTimeout(TimeSpan.FromHours(1), out _))
            {
                _ = ctx.Token;
            }

            root.WithTimeout(TimeSpan.FromHours(1), out _).Cancel(new InvalidOperationException());
            root.WithTimeout(TimeSpan.Zero, out _).Dispose();
            root.Register(static () => { }).Dispose();
        }
    }
}
