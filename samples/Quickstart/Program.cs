using System.Threading.Channels;
using Plumbline;
using Quickstart;

// dotnet run --project samples/Quickstart -- [--timeout 10s] [--url http://…]
if (Arguments.Parse(args, out var error) is not { } arguments)
{
    await Console.Error.WriteLineAsync(error);
    await Console.Error.WriteLineAsync("Usage: Quickstart [--timeout 500ms|10s|1m] [--url http://host/path]");
    return 2;
}

// Ctrl-C ends the program's context, and with it everything below.
using var signals = Context.Background.WithSignals(out var ctx);

// The context alone bounds a call: the client's own 100 s would end one with a larger budget.
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
await using var server = await Server.StartAsync(http);
try
{
    var url = arguments.Url ?? server.Url("/slow?seconds=5");
    Console.WriteLine($"1. GET {url} with a budget of {arguments.Timeout.TotalSeconds} s:");
    Console.WriteLine(await Client.StatusAsync(ctx, http, url, arguments.Timeout));

    Console.WriteLine("2. A handler that gives its upstream 5 s, as long as its client is there:");
    Console.WriteLine(await Client.AnswerAsync(ctx, http, server.Url("/report?seconds=1")));
    Console.WriteLine(await Client.AnswerAsync(ctx, http, server.Url("/report?seconds=60")));

    Console.WriteLine("3. A wait of 1 s for a message that does not come:");
    Console.WriteLine(await Client.MessageAsync(ctx, Channel.CreateUnbounded<string>()));
    return 0;
}
catch (Exception e) when (e.IsCanceled(ctx))
{
    Console.WriteLine($"Stopped: {e.Message}");
    return 1;
}
