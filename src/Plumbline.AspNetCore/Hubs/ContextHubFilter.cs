using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>Gives hub methods the context of their invocation.</summary>
internal sealed class ContextHubFilter(RequestContextOptions options, ILogger<ContextHubFilter> logger) : IHubFilter
{
    private readonly ConcurrentDictionary<MethodInfo, HubMethod> _methods = new();

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (!_methods.TryGetValue(invocationContext.HubMethod, out var method))
            method = _methods.GetOrAdd(invocationContext.HubMethod, HubMethod.Of(invocationContext, options));

        return method.IsGoverned ? InvokeAsync(method, invocationContext, next) : next(invocationContext);
    }

    private async ValueTask<object?> InvokeAsync(
        HubMethod method, HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var invocation = invocationContext.ServiceProvider.GetRequiredService<HubInvocation>();
        invocation.Begin(invocationContext, method.Limit);
        invocation.EndWith(method.TokenAmong(invocationContext.HubMethodArguments));
        var filled = Fill(invocation.Context, method, invocationContext);
        try
        {
            // What is over before it begins starts no user code.
            invocation.Context.ThrowIfDone();
            var result = await next(filled).ConfigureAwait(false);
            return method.Stream is { } stream ? stream.Bind(result, invocation) : result;
        }
        catch (Exception e) when (invocation.IsCutShort(e))
        {
            throw invocation.ToHubException(e);
        }
        catch (Exception e) when (method.Stream is null && invocation.Caused(e))
        {
            // Nobody reads the answer, and SignalR would log an error.
            HubLog.ClientGone(logger, invocationContext.HubMethodName, e.Message);
            return null;
        }
    }

    // SignalR's own array, made for this call. A new invocation would have to find the method by its name, which fails for one with [HubMethodName].
    private static HubInvocationContext Fill(Context ctx, HubMethod method, HubInvocationContext invocation)
    {
        if (invocation.HubMethodArguments is object?[] own)
        {
            method.Fill(ctx, own);
            return invocation;
        }

        object?[] arguments = [.. invocation.HubMethodArguments];
        method.Fill(ctx, arguments);
        return new HubInvocationContext(invocation.Context, invocation.ServiceProvider, invocation.Hub, invocation.HubMethod, arguments);
    }
}
