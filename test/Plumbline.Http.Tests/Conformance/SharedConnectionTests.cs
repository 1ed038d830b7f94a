using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>A request that ends never takes along another that shares its connection, or has it next. Many rounds.</summary>
public sealed class SharedConnectionTests
{
    private const int Rounds = 300;
    private const int Pairs = 4;

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H13")]
    [Trait("Behaviour", "H16")]
    public async Task Cancel_OfACallThatHasItsAnswer_LeavesTheNextOnItsConnectionAlone(string version)
    {
        var connections = new HashSet<string>();
        await using var server = await StartAsync(version, connections);
        using var http = server.CreateClient(handler => handler.MaxConnectionsPerServer = 1);

        for (var round = 0; round < Rounds; round++)
        {
            using var cancel = Context.Background.WithCancel(out var ctx);
            using var first = await http.GetAsync(ctx, $"/first/{round}", HttpCompletionOption.ResponseHeadersRead);
            var next = http.GetStringAsync(Context.Background, $"/next/{round}");
            Assert.Equal($"/first/{round}", await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

            // The next request is on its way, over HTTP/1.1 on the connection that the first one has just left.
            cancel.Cancel();

            Assert.Equal($"/next/{round}", await Signal.WaitAsync(next, $"the next call of round {round} has its answer"));
        }

        Assert.Single(connections);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H16")]
    public async Task Deadline_AtAnyMomentOfACall_LeavesTheOthersAlone(string version)
    {
        await using var server = await StartAsync(version, []);
        using var http = server.CreateClient(handler => handler.MaxConnectionsPerServer = Pairs);

        var counts = await Task.WhenAll(Enumerable.Range(0, Pairs).SelectMany<int, Task<int>>(
            pair => [EndAtAnyMomentAsync(http, pair), GoOnAsync(http, pair)]));

        // Each round has two ends, and of all together both were seen.
        var ended = counts.Where((_, index) => index % 2 == 0).Sum();
        Assert.InRange(ended, 1, (Pairs * Rounds) - 1);
    }

    /// <summary>Calls whose deadlines pass before, while and after they are answered.</summary>
    /// <returns>How many did not come to their end.</returns>
    private static async Task<int> EndAtAnyMomentAsync(HttpClient http, int pair)
    {
        var random = new Random(pair);
        var ended = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var budget = random.NextDouble() < 0.1 ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(1 + (random.NextDouble() * 4));
            using var cancel = Context.Background.WithTimeout(budget, out var ctx);
            try
            {
                Assert.Equal($"/ends/{round}", await Signal.WaitAsync(http.GetStringAsync(ctx, $"/ends/{round}"), "a call ends"));
            }
            catch (DeadlineExceededException)
            {
                ended++;
            }
        }

        return ended;
    }

    private static async Task<int> GoOnAsync(HttpClient http, int pair)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var path = $"/goes-on/{pair}/{round}";
            using var cancel = Context.Background.WithCancel(out var ctx);
            Assert.Equal(path, await Signal.WaitAsync(http.GetStringAsync(ctx, path), $"the call {path} has its answer"));
        }

        return 0;
    }

    /// <summary>Answers with the path, in two parts.</summary>
    private static Task<LoopbackServer> StartAsync(string version, HashSet<string> connections) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            lock (connections)
                connections.Add(http.Connection.Id);

            var path = http.Request.Path.ToString();
            await http.StartBodyAsync(path[..3]);
            await Task.Yield();
            await http.Response.WriteAsync(path[3..]);
        });
}
