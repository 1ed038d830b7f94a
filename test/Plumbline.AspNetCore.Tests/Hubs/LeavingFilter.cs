using Microsoft.AspNetCore.SignalR;

namespace Plumbline.AspNetCore;

/// <summary>Outside of all others: tells when a call is left, and what came out of it.</summary>
internal sealed class LeavingFilter(Seen seen) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception e)
        {
            seen.Escaped = e;
            throw;
        }
        finally
        {
            seen.Left.Set();
        }
    }
}
