using Plumbline;
using Plumbline.Http;

namespace Quickstart;

/// <summary>Both servers of the sample, on a free port of the loopback interface: a slow upstream, and a handler that calls it.</summary>
internal sealed class Server(WebApplication app) : IAsyncDisposable
{
    public static async Task<Server> StartAsync(HttpClient http)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPlumbline();

        var app = builder.Build();
        var server = new Server(app);
        app.UsePlumbline();

        // The upstream. It stops when its caller does: the context ends with the connection.
        app.MapGet("/slow", async (Context ctx, int seconds) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), ctx);
            return "report";
        });

        // The handler: 5 s, or less if the client leaves before.
        app.MapGet("/report", async (Context ctx, int seconds) =>
        {
            using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(5), out ctx);
            try
            {
                await http.GetStringAsync(ctx, server.Url($"/slow?seconds={seconds}"));
                return Results.Text("Success");
            }
            catch (Exception e) when (e.IsDeadlineExceeded(ctx) || e is HttpRequestException)
            {
                return Results.Text("Service unavailable", statusCode: StatusCodes.Status502BadGateway);
            }
        });

        await app.StartAsync();
        return server;
    }

    public Uri Url(string path) => new(new Uri(app.Urls.First()), path);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
