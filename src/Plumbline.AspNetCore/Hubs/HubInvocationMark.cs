namespace Plumbline.AspNetCore.Hubs;

/// <summary>Says that a service scope is that of a hub invocation: a scoped service.</summary>
internal sealed class HubInvocationMark
{
    internal bool IsSet { get; private set; }

    internal void Set() => IsSet = true;
}
