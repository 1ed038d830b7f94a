namespace Plumbline.Http.Internal;

/// <summary>What our handlers note of one message: copies of a request, which share its record, have notes of their own.</summary>
internal sealed class MessageNotes
{
    private static readonly HttpRequestOptionsKey<MessageNotes> _key = new("Plumbline.Notes");

    private readonly HttpRequestMessage _message;
    private WrittenHeader _deadline;
    private WrittenHeader _envoy;
    private SpanTags? _span;

    private MessageNotes(HttpRequestMessage message) => _message = message;

    /// <summary>Notes what the handler wrote as the deadline.</summary>
    internal static void Deadline(HttpRequestMessage request, WrittenHeader written) => Of(request)._deadline = written;

    /// <summary>Notes what the handler wrote for an Envoy.</summary>
    internal static void Envoy(HttpRequestMessage request, WrittenHeader written) => Of(request)._envoy = written;

    /// <summary>Leaves the headers as they were before the handler wrote its own, an attempt ago.</summary>
    internal static void TakeBack(HttpRequestMessage request)
    {
        if (Find(request) is not { } notes)
            return;

        notes._deadline.TakeBack(request.Headers);
        notes._envoy.TakeBack(request.Headers);
        notes._deadline = default;
        notes._envoy = default;
    }

    /// <summary>Has the client's span of the message, which is the current one, tagged when the context ends it.</summary>
    internal static void Watch(Context ctx, HttpRequestMessage request)
    {
        EndWatch(request);
        if (SpanTags.Watch(ctx) is { } span)
            Of(request)._span = span;
    }

    /// <summary>The span is over, or about to be.</summary>
    internal static void EndWatch(HttpRequestMessage request)
    {
        if (Find(request) is { _span: { } span } notes)
        {
            span.Dispose();
            notes._span = null;
        }
    }

    private static MessageNotes? Find(HttpRequestMessage request)
    {
        if (request is ContextRequest own)
            return own.Notes;
        if (!request.Options.TryGetValue(_key, out var notes))
            return null;
        if (ReferenceEquals(notes._message, request))
            return notes;

        // A copy that was made after the handler wrote: it has the headers, and the options with the notes of the other.
        var copied = new MessageNotes(request) { _deadline = notes._deadline, _envoy = notes._envoy };
        request.Options.Set(_key, copied);
        return copied;
    }

    private static MessageNotes Of(HttpRequestMessage request)
    {
        if (Find(request) is { } known)
            return known;

        var notes = new MessageNotes(request);
        if (request is ContextRequest own)
            own.Notes = notes;
        else
            request.Options.Set(_key, notes);

        return notes;
    }
}
