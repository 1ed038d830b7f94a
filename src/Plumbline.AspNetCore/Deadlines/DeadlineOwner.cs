namespace Plumbline.AspNetCore.Deadlines;

/// <summary>Whose deadline it is that bounds a request.</summary>
internal enum DeadlineOwner : byte
{
    Server,
    Endpoint,
    Caller,
}
