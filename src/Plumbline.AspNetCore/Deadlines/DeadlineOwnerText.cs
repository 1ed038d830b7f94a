namespace Plumbline.AspNetCore.Deadlines;

/// <summary>How an owner is written, in the marker header and in metrics.</summary>
internal static class DeadlineOwnerText
{
    internal static string ToText(this DeadlineOwner owner) => owner switch
    {
        DeadlineOwner.Caller => ContextHeaders.Caller,
        DeadlineOwner.Endpoint => ContextHeaders.Endpoint,
        _ => ContextHeaders.Server,
    };
}
