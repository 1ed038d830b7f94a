using System.Text;

namespace Plumbline;

/// <summary>Makes the exceptions of a context that is done, and their messages.</summary>
internal static class ContextErrors
{
    internal const string Canceled = "context canceled";
    internal const string DeadlineExceeded = "context deadline exceeded";

    /// <param name="node">A node that is done.</param>
    /// <param name="operation">What was being done; null when the caller did not say.</param>
    internal static Exception Create(SignalNode node, string? operation)
    {
        Exception cause = node.Cause!;
        if (node.HasExpired)
        {
            return new DeadlineExceededException(DeadlineMessage(node, operation), cause, node.TakeToken());
        }

        Exception? given = cause is ContextCanceledException { StandsForNoCause: true } ? null : cause;
        return new ContextCanceledException(CancelMessage(node, operation, given), given, node.TakeToken());
    }

    /// <summary>What <see cref="Context.Cause"/> says where no cause was given.</summary>
    internal static Exception CreateDefaultCause(SignalNode origin)
    {
        if (origin.HasExpired)
        {
            return new TimeoutException($"The {Budget(origin)} passed.");
        }

        return new ContextCanceledException($"{Canceled}: {WhatEnded(origin)}", null, origin.TakeToken()) { StandsForNoCause = true };
    }

    private static string DeadlineMessage(SignalNode node, string? operation)
    {
        SignalNode origin = node.EndedBy!;
        StringBuilder text = Begin(DeadlineExceeded, operation).Append(Budget(origin.DeadlineOwner)).Append(", 0 ms left");
        if (node.OwnCause is { } own && !ReferenceEquals(own, node.Cause))
        {
            // The caller gave a reason for a later deadline. It did not happen, but it is not lost (B91).
            text.Append("; not reached: ").Append(ContextText.OneLine(own.Message));
        }

        return AppendMerge(text, node).ToString();
    }

    private static string CancelMessage(SignalNode node, string? operation, Exception? given)
    {
        SignalNode origin = node.EndedBy!;
        StringBuilder text = Begin(Canceled, operation);
        if (given is not null)
        {
            text.Append(ContextText.OneLine(given.Message).TrimEnd('.')).Append(", ");
        }

        text.Append(WhatEnded(origin));
        if (node.PeekLeft() is { } left)
        {
            text.Append(", ").Append(ContextText.Duration(left)).Append(" left");
        }

        return AppendMerge(text, node).ToString();
    }

    private static StringBuilder Begin(string category, string? operation)
    {
        StringBuilder text = new StringBuilder(160).Append(category).Append(": ");
        if (!string.IsNullOrEmpty(operation))
        {
            text.Append(ContextText.OneLine(operation)).Append(", ");
        }

        return text;
    }

    private static string WhatEnded(SignalNode origin) => origin.Kind switch
    {
        NodeKind.Foreign => "a CancellationToken from outside was canceled",
        NodeKind.PosixSignals => $"signals awaited in {ContextText.Place(origin.Origin)}",
        _ => $"scope of {ContextText.Place(origin.Origin)} ended",
    };

    /// <summary>budget 2 s set in FetchAsync (Report.cs:41).</summary>
    internal static string Budget(SignalNode owner)
    {
        string place = ContextText.Place(owner.Origin);
        return owner is not TimedNode { BudgetSeconds: >= 0 } timed
            ? $"deadline set in {place}"
            : $"budget {ContextText.Budget(timed.BudgetSeconds)} set in {place}";
    }

    private static StringBuilder AppendMerge(StringBuilder text, SignalNode node)
    {
        for (SignalNode? layer = node; layer is not null; layer = layer.Parent)
        {
            if (layer is MergeNode { EndedByIndex: >= 0 } merged && !ReferenceEquals(merged.EndedBy, merged) && ReferenceEquals(merged.EndedBy, node.EndedBy))
            {
                text.Append(Invariant($"; through parent {merged.EndedByIndex + 1} of {merged.Parents.Length} merged in {ContextText.Place(merged.Origin)}"));
            }
        }

        return text;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
