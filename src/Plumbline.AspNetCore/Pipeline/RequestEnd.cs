namespace Plumbline.AspNetCore.Pipeline;

/// <summary>What ended a request's context.</summary>
internal enum RequestEnd
{
    Deadline,
    HostStopping,
    ClientGone,
    Aborted,
}
