using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore;

namespace Snippets;

/// <summary>What src/Plumbline.AspNetCore/README.md quotes about the deadlines that callers send along.</summary>
internal static class AspNetCoreIncoming
{
    internal static void Add(IServiceCollection services)
    {
        #region aspnetcore-incoming
        services.AddPlumbline(options =>
        {
            options.Incoming.Mode = IncomingDeadlineMode.Observe;
            options.Incoming.Headers |= IncomingDeadlineHeaders.EnvoyExpected;
            options.Incoming.Maximum = TimeSpan.FromSeconds(30);
            options.Incoming.Trust = http => http.Connection.ClientCertificate is not null;
            options.Incoming.TrustedMaximum = TimeSpan.FromMinutes(5);
        });
        #endregion
    }
}
