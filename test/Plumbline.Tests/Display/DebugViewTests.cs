using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Display;

public sealed class DebugViewTests
{
    private static readonly ContextKey<string?> _secret = new("token");

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Context_InTheDebugger_IsShownByItsViewAndText()
    {
        DebuggerTypeProxyAttribute proxy = typeof(Context).GetCustomAttribute<DebuggerTypeProxyAttribute>()!;
        DebuggerDisplayAttribute display = typeof(Context).GetCustomAttribute<DebuggerDisplayAttribute>()!;

        Assert.Equal(typeof(ContextDebugView).AssemblyQualifiedName, proxy.ProxyTypeName);
        Assert.NotNull(typeof(ContextDebugView).GetConstructor(BindingFlags.Instance | BindingFlags.Public, [typeof(Context)]));
        Assert.Equal("{ToString(),nq}", display.Value);
    }

    [Fact]
    public void View_OfAContext_ShowsStateLayersAndValues()
    {
        using CancelScope outer = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(2), out Context parent, null, "Serve", "/src/Server.cs", 3);
        using CancelScope inner = parent.WithValue(_secret, "s3cret").WithValue(new ContextKey<string?>("none"), null)
            .WithCancel(out Context ctx, "Run", "/src/Job.cs", 12);
        using CancelScope innermost = ctx.WithCancel(out _);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var view = new ContextDebugView(ctx);

        Assert.Equal(ContextStatus.Active, view.Status);
        Assert.Null(view.Cause);
        Assert.Equal(ctx.Deadline, view.Deadline);
        Assert.Equal(TimeSpan.FromSeconds(1), view.Left);
        Assert.Equal(1, view.Children);
        Assert.Equal(["Cancel in Run (Job.cs:12)", "Timeout in Serve (Server.cs:3)", "Root in an unknown place"], view.Layers);
        Assert.Equal(["none = null", "token = s3cret"], view.Values);
    }

    [Fact]
    public void View_OfBackground_IsEmpty()
    {
        var view = new ContextDebugView(Context.Background);

        Assert.Equal(ContextStatus.Active, view.Status);
        Assert.Null(view.Cause);
        Assert.Null(view.Deadline);
        Assert.Null(view.Left);
        Assert.Equal(0, view.Children);
        Assert.Empty(view.Layers);
        Assert.Empty(view.Values);
    }

    [Fact]
    public void View_PastTheDeadline_EndsNothing()
    {
        var clock = new WarpedClock { CutsTimers = true };
        using CancelScope scope = Context.Root(clock).WithTimeout(TimeSpan.FromMilliseconds(1.5), out Context ctx);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromMilliseconds(0.6));

        var view = new ContextDebugView(ctx);

        Assert.Equal(TimeSpan.Zero, view.Left);
        Assert.Equal(ContextStatus.Active, view.Status);
        Assert.False(ctx.IsDone);
    }

    [Fact]
    public void View_OfADoneContext_ShowsTheCause()
    {
        var cause = new InvalidOperationException("why");
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        scope.Cancel(cause);

        var view = new ContextDebugView(ctx);

        Assert.Equal(ContextStatus.Canceled, view.Status);
        Assert.Same(cause, view.Cause);
    }

    [Fact]
    public void View_OfAVeryDeepContext_IsCut()
    {
        Context ctx = Context.Background;
        for (int i = 0; i < 5_000; i++)
        {
            _ = ctx.WithCancel(out ctx);
        }

        Assert.Equal(1000, new ContextDebugView(ctx).Layers.Count);
    }
}
