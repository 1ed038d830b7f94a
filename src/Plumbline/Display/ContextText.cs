using System.Globalization;
using System.Text;

namespace Plumbline;

/// <summary>The text forms of contexts, places and durations. All invariant.</summary>
internal static class ContextText
{
    // A chain may be a million deep; a log line may not. The innermost layers say most.
    private const int MostLayers = 24;

    // What the compiler calls the method that holds top-level statements.
    private const string TopLevelMember = "<Main>$";

    /// <summary>Background.WithTimeout(2 s, 1.2 s left, in FetchAsync (Report.cs:41)) {trace-id = "abc", user}.</summary>
    internal static string Lineage(SignalNode? signal, ValueNode? values)
    {
        var layers = new List<SignalNode>(MostLayers);
        int left = 0;
        for (SignalNode? node = signal; node is not null; node = node.Parent)
        {
            if (layers.Count < MostLayers)
            {
                layers.Add(node);
            }
            else
            {
                left++;
            }
        }

        var text = new StringBuilder(128);
        if (left > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"({left} more)");
        }
        else if (layers.Count == 0)
        {
            text.Append("Background");
        }

        for (int i = layers.Count - 1; i >= 0; i--)
        {
            AppendLayer(text, layers[i]);
        }

        AppendEnd(text, signal);
        AppendValues(text, values);
        return text.ToString();
    }

    /// <summary>FetchAsync (Report.cs:41).</summary>
    internal static string Place(Origin origin)
    {
        if (string.IsNullOrEmpty(origin.File))
        {
            return string.IsNullOrEmpty(origin.Member) ? "an unknown place" : origin.Member;
        }

        // Either separator: the file may have been compiled on another system.
        string file = origin.File[(origin.File.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        string member = origin.Member == TopLevelMember ? "Main" : origin.Member;
        return string.Create(CultureInfo.InvariantCulture, $"{member} ({file}:{origin.Line})");
    }

    /// <summary>2 s, 1.5 s, 250 ms, 3 min 20 s: the largest units that matter, at most four digits.</summary>
    internal static string Duration(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0 ms";
        }

        FormattableString text = duration switch
        {
            { TotalMilliseconds: < 1 } => $"{duration.TotalMicroseconds:0.#} µs",
            { TotalMilliseconds: < 10 } => $"{duration.TotalMilliseconds:0.##} ms",
            { TotalMilliseconds: < 999.5 } => $"{duration.TotalMilliseconds:0} ms",
            { TotalSeconds: < 60 } => $"{duration.TotalSeconds:0.###} s",
            { TotalMinutes: < 60 } when duration.Seconds == 0 => $"{duration.Minutes} min",
            { TotalMinutes: < 60 } => $"{duration.Minutes} min {duration.Seconds} s",
            { TotalHours: < 24 } when duration.Minutes == 0 => $"{duration.Hours} h",
            { TotalHours: < 24 } => $"{duration.Hours} h {duration.Minutes} min",
            _ when duration.Hours == 0 => $"{duration.Days} d",
            _ => $"{duration.Days} d {duration.Hours} h",
        };
        return FormattableString.Invariant(text);
    }

    /// <summary>A budget as <see cref="TimedNode.BudgetSeconds"/> keeps it: rounded to 32 bits, the longest is more than a TimeSpan holds.</summary>
    internal static string Budget(float seconds) =>
        Duration(seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue);

    /// <summary>A message as part of another: a line break in it would tear the log.</summary>
    internal static string OneLine(string message) => message.ReplaceLineEndings(" ");

    private static void AppendLayer(StringBuilder text, SignalNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Root:
                bool isSystem = ReferenceEquals(node.Scheduler.Clock, TimeProvider.System);
                text.Append(isSystem ? "Background" : $"Root({node.Scheduler.Clock.GetType().Name})");
                return;
            case NodeKind.Todo:
                text.Append("Todo(not wired yet, in ").Append(Place(node.Origin)).Append(')');
                return;
            case NodeKind.Foreign:
                text.Append(".From(a CancellationToken").Append(LeftOf(node)).Append(')');
                return;
            case NodeKind.Merge:
                text.Append(CultureInfo.InvariantCulture, $".Merge({((MergeNode)node).Parents.Length} parents{LeftOf(node)}, in {Place(node.Origin)})");
                return;
            case NodeKind.PosixSignals:
                text.Append(".WithSignals(in ").Append(Place(node.Origin)).Append(')');
                return;
            case NodeKind.Timeout or NodeKind.Deadline or NodeKind.Shield:
                string budget = node is TimedNode { BudgetSeconds: >= 0 } timed ? Budget(timed.BudgetSeconds) : "infinite";
                text.Append(".With").Append(node.Kind).Append('(').Append(budget).Append(LeftOf(node)).Append(", in ").Append(Place(node.Origin)).Append(')');
                return;
            default:
                text.Append(".With").Append(node.Kind).Append("(in ").Append(Place(node.Origin)).Append(')');
                return;
        }
    }

    /// <summary>What is left until the deadline that binds this layer. Only reads the clock: printing ends and fixes nothing.</summary>
    private static string LeftOf(SignalNode node) => node.PeekLeft() is { } left ? $", {Duration(left)} left" : "";

    private static void AppendEnd(StringBuilder text, SignalNode? signal)
    {
        if (signal?.EndedBy is not { } origin)
        {
            return;
        }

        text.Append(signal.HasExpired ? " [deadline exceeded" : " [canceled");
        if (!ReferenceEquals(origin, signal))
        {
            text.Append(" by ").Append(origin.Kind == NodeKind.Foreign ? "a CancellationToken from outside" : Place(origin.Origin));
        }

        text.Append(']');
    }

    private static void AppendValues(StringBuilder text, ValueNode? values)
    {
        if (values is null)
        {
            return;
        }

        text.Append(" {");
        for (ValueNode? node = values; node is not null; node = node.Next)
        {
            text.Append(ReferenceEquals(node, values) ? "" : ", ").Append(node.KeyName);
            if (node.PrintableValue is { } value)
            {
                text.Append(" = ").Append(OneLine(value));
            }
        }

        text.Append('}');
    }
}
