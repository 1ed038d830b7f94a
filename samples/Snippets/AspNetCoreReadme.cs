using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline;
using Plumbline.Http;

namespace Snippets;

/// <summary>What src/Plumbline.AspNetCore/README.md quotes.</summary>
internal static class AspNetCoreReadme
{
    internal static void Run(string[] args)
    {
        #region aspnetcore-use
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddHttpClient();
        builder.Services.AddPlumbline(options => options.DefaultDeadline = TimeSpan.FromSeconds(30));

        var app = builder.Build();
        app.UsePlumbline();
        app.MapGet("/report", async (Context ctx, HttpClient http) => await http.GetStringAsync(ctx, "http://reports.internal/daily"))
           .WithDeadline(TimeSpan.FromSeconds(5));
        app.Run();
        #endregion
    }
}
