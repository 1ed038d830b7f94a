namespace Plumbline;

/// <summary>One binding in the immutable list of values; innermost first.</summary>
internal abstract class ValueNode(object key, ValueNode? next)
{
    internal object Key { get; } = key;

    internal ValueNode? Next { get; } = next;

    internal abstract string KeyName { get; }

    /// <summary>The text of the value where its key allows it, else null.</summary>
    internal abstract string? PrintableValue { get; }

    /// <summary>The text of the value for the debugger, whatever its key says.</summary>
    internal abstract string? DebugValue { get; }
}
