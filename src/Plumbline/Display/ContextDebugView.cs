using System.Diagnostics;

namespace Plumbline;

/// <summary>What the debugger shows of a context. Values are shown whatever their keys say: who debugs sees memory anyway.</summary>
[ContextCarrier]
internal sealed class ContextDebugView(Context ctx)
{
    public ContextStatus Status => ctx.Status;

    public Exception? Cause => ctx.Cause;

    public DateTimeOffset? Deadline => ctx.Deadline;

    /// <summary>Reads the clock without ending or fixing anything, so that looking does not change what is looked at.</summary>
    public TimeSpan? Left => ctx.Signal?.PeekLeft();

    public int Children => ctx.Signal?.ChildCount ?? 0;

    public IReadOnlyList<string> Layers
    {
        get
        {
            var layers = new List<string>();
            for (SignalNode? node = ctx.Signal; node is not null && layers.Count < 1000; node = node.Parent)
            {
                layers.Add($"{node.Kind} in {ContextText.Place(node.Origin)}");
            }

            return layers;
        }
    }

    [DebuggerBrowsable(DebuggerBrowsableState.Collapsed)]
    public IReadOnlyList<string> Values
    {
        get
        {
            var values = new List<string>();
            for (ValueNode? node = ctx.Values; node is not null; node = node.Next)
            {
                values.Add($"{node.KeyName} = {node.DebugValue ?? "null"}");
            }

            return values;
        }
    }
}
