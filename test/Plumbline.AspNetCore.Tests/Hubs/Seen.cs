using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>What a hub method saw of its context.</summary>
internal sealed class Seen
{
    public Signal Entered { get; } = new("the hub method is entered");

    public Signal Ended { get; } = new("the context of the hub method is done");

    public Signal Left { get; } = new("the call of the hub method is left");

    public Context Ctx { get; private set; }

    /// <summary>What SignalR is left with.</summary>
    public Exception? Escaped { get; set; }

    /// <summary>Called by the hub method.</summary>
    public void Enter(Context ctx)
    {
        Ctx = ctx;
        ctx.Register(Ended.Set);
        Entered.Set();
    }
}
