using System.Net.Http.Headers;

namespace Plumbline.Http.Internal;

/// <summary>A header that we wrote, and what it replaced; <c>default</c> for none.</summary>
internal readonly struct WrittenHeader(string name, string value, string? replaced)
{
    /// <summary>Leaves the headers as they were before, if they still say what was written.</summary>
    internal void TakeBack(HttpRequestHeaders headers)
    {
        if (name is null || !headers.NonValidated.TryGetValues(name, out var present) || present.ToString() != value)
            return;

        headers.Remove(name);
        if (replaced is not null)
            headers.TryAddWithoutValidation(name, replaced);
    }
}
