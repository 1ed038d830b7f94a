using Microsoft.Extensions.Primitives;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Gathers what a request's headers say: the shortest of what can be read, and the first of what cannot.</summary>
/// <remarks>Mutable, so it stays where it was made and is handed on by reference.</remarks>
internal struct FoundDeadline
{
    internal const int MaxValues = 4;

    internal DeadlineHeader? Header { get; private set; }

    internal TimeSpan Duration { get; private set; }

    internal DeadlineHeader? InvalidHeader { get; private set; }

    internal string? InvalidValue { get; private set; }

    internal void Add(DeadlineHeader header, in StringValues values)
    {
        if (values.Count > MaxValues)
        {
            AddInvalid(header, null);
            return;
        }

        foreach (var value in values)
        {
            if (!header.TryParse(value, out var duration))
            {
                AddInvalid(header, value);
            }
            else if (Header is null || duration < Duration)
            {
                Header = header;
                Duration = duration;
            }
        }
    }

    private void AddInvalid(DeadlineHeader header, string? value)
    {
        if (InvalidHeader is not null)
            return;

        InvalidHeader = header;
        InvalidValue = value;
    }
}
