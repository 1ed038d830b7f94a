using System.Runtime.InteropServices;

namespace Plumbline.Tests.Support;

/// <summary>Derives from the context in the variable and puts the child into that same variable; says on which line.</summary>
internal delegate CancelScope Reassign(ref Context ctx, out string place);

/// <summary>Every way to derive a context that is owned by a scope, written as users write it: <c>ctx.With…(out ctx)</c>.</summary>
internal static class Derivations
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Reassign> _all = All();

    /// <summary>The names, for theories.</summary>
    public static TheoryData<string> Names => [.. _all.Keys];

    /// <summary>The names of those whose child ends with the context it was derived from.</summary>
    public static TheoryData<string> NamesOfLinked => [.. _all.Keys.Where(name => name != nameof(Context.WithShield))];

    internal static CancelScope Derive(string name, ref Context ctx, out string place) => _all[name](ref ctx, out place);

    internal static CancelScope Derive(string name, Context parent, out Context child)
    {
        child = parent;
        return _all[name](ref child, out _);
    }

    private static Dictionary<string, Reassign> All() => new()
    {
        [nameof(Context.WithCancel)] = (ref ctx, out place) => { place = Here.Place(); return ctx.WithCancel(out ctx); },
        [nameof(Context.WithTimeout)] = (ref ctx, out place) => { place = Here.Place(); return ctx.WithTimeout(Limit, out ctx); },
        [nameof(Context.WithDeadline)] = (ref ctx, out place) => { place = Here.Place(); return ctx.WithDeadline(ctx.Clock.GetUtcNow() + Limit, out ctx); },
        [nameof(Context.WithShield)] = (ref ctx, out place) => { place = Here.Place(); return ctx.WithShield(Limit, out ctx); },
        [nameof(Context.WithSignals)] = (ref ctx, out place) => { place = Here.Place(); return ctx.WithSignals([PosixSignal.SIGHUP], out ctx); },
        [nameof(Context.Merge)] = (ref ctx, out place) => { place = Here.Place(); return Context.Merge([ctx, Context.Background], out ctx); },
    };
}
