using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Plumbline.Http.Internal;

/// <summary>Puts our handlers into a client's chain.</summary>
internal static class PropagationHandlers
{
    internal static void AddTo(HttpMessageHandlerBuilder builder)
    {
        var handlers = builder.AdditionalHandlers;
        if (handlers.Any(static handler => handler is ContextPropagationHandler))
            return;

        // Options and nothing else: the handler outlives the request during which it is made.
        var options = builder.Services.GetRequiredService<IOptionsMonitor<ContextPropagationOptions>>().Get(builder.Name);
        var isAlone = handlers.Count == 0;
        if (!isAlone)
            handlers.Insert(0, new ContextCaptureHandler());

        // The factory's logging may go further in than ours, so the handler could not find the one that connects by itself.
        var tellsConnection = ConnectionMarks.TryInstall(builder.PrimaryHandler, options);
        handlers.Add(new ContextPropagationHandler(options, tellsConnection, isAlone));
    }
}
