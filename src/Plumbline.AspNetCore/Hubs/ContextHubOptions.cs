using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>Puts the filter before every hub, where there are any: otherwise nobody asks for these options.</summary>
internal sealed class ContextHubOptions(IOptions<RequestContextOptions> options, ILogger<ContextHubFilter> logger) : IConfigureOptions<HubOptions>
{
    public void Configure(HubOptions hubOptions) => hubOptions.AddFilter(new ContextHubFilter(options.Value, logger));
}
