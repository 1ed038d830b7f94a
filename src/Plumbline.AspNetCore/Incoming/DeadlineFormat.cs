namespace Plumbline.AspNetCore.Incoming;

/// <summary>How the value of a deadline header is written.</summary>
internal enum DeadlineFormat
{
    Milliseconds,
    Grpc,
    SecondsOrIso,
}
