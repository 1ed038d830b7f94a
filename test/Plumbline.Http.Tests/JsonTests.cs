using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>JSON both ways; the reads bounded, wherever the response came from.</summary>
public sealed class JsonTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _started = new("the server has sent the beginning of the body");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetFromJsonAsync_DeadlineInBody_ThrowsAndTellsServer(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetFromJsonAsync(ctx, "/report", ReportJson.Default.Report);
        await _started.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}report", error.Message, StringComparison.Ordinal);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadFromJsonAsync_StreamedBody_EndsWithContext(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);

        var reading = response.Content.ReadFromJsonAsync<Report>(ctx);
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(reading, "the read ends with its deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}report", error.Message, StringComparison.Ordinal);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadFromJsonAsync_ResponseOfPlainCall_EndsWithContext(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(
            "/report", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        var reading = response.Content.ReadFromJsonAsync(ctx, ReportJson.Default.Report);
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(reading, "the read ends with its deadline");
        Assert.StartsWith("context deadline exceeded: reading an HTTP body", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadFromJsonAsync_ContextDone_Throws()
    {
        Context.Background.WithCancel(out var ctx).Cancel();
        using var content = new StringContent("{}");

        await Assert.ThrowsAsync<ContextCanceledException>(() => content.ReadFromJsonAsync<Report>(ctx));
    }

    [Fact]
    public async Task GetFromJsonAsync_Answer_IsRead()
    {
        await using var server = await StartEchoAsync();
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);

        Assert.Equal(new Report("GET", 3), await http.GetFromJsonAsync<Report>(ctx, "/"));
        Assert.Equal(new Report("GET", 3), await http.GetFromJsonAsync(ctx, "/", ReportJson.Default.Report));
        Assert.Equal(new Report("GET", 3), await http.GetFromJsonAsync<Report>(ctx, new Uri(server.Address, "/")));
    }

    [Fact]
    public async Task PostAsJsonAsync_Value_IsSent()
    {
        await using var server = await StartEchoAsync();
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);
        var report = new Report("sent", 4);

        using var posted = await http.PostAsJsonAsync(ctx, "/", report);
        using var put = await http.PutAsJsonAsync(ctx, "/", report, ReportJson.Default.Report);
        using var patched = await http.PatchAsJsonAsync(ctx, "/", report, ReportJson.Default.Report);

        Assert.Equal(new Report("POST sent", 4), await posted.Content.ReadFromJsonAsync<Report>(ctx));
        Assert.Equal(new Report("PUT sent", 4), await put.Content.ReadFromJsonAsync<Report>(ctx));
        Assert.Equal(new Report("PATCH sent", 4), await patched.Content.ReadFromJsonAsync(ctx, ReportJson.Default.Report));
    }

    [Fact]
    public async Task DeleteFromJsonAsync_Answer_IsRead()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1", http => http.Response.WriteAsJsonAsync(new Report(http.Request.Method, 3)));
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);

        Assert.Equal(new Report("DELETE", 3), await http.DeleteFromJsonAsync<Report>(ctx, "/"));
        Assert.Equal(new Report("DELETE", 3), await http.DeleteFromJsonAsync(ctx, "/", ReportJson.Default.Report));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetFromJsonAsAsyncEnumerable_DeadlineInArray_GivesWhatArrivedThenThrows(string version)
    {
        await using var server = await StartEndlessAsync(version, """[{"title":"first"},""");
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        await using var reports = http.GetFromJsonAsAsyncEnumerable(ctx, "/report", ReportJson.Default.Report)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await Signal.WaitAsync(reports.MoveNextAsync().AsTask(), "the first element arrives"));
        Assert.Equal("first", reports.Current!.Title);
        var next = reports.MoveNextAsync().AsTask();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(next, "the enumeration ends with its deadline");
        Assert.Contains("/report, reading the body for 2 s", error.Message, StringComparison.Ordinal);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetFromJsonAsAsyncEnumerable_LeftEarly_TellsServer(string version)
    {
        await using var server = await StartEndlessAsync(version, """[{"title":"first"},""");
        using var http = server.CreateClient(handler => handler.ResponseDrainTimeout = TimeSpan.Zero);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        Assert.NotNull(await http.GetFromJsonAsAsyncEnumerable<Report>(ctx, "/report").FirstAsync(TestContext.Current.CancellationToken));

        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadFromJsonAsAsyncEnumerable_ResponseOfPlainCall_EndsWithContext(string version)
    {
        await using var server = await StartEndlessAsync(version, """[{"title":"first"},""");
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(
            "/report", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var reports = response.Content.ReadFromJsonAsAsyncEnumerable(ctx, ReportJson.Default.Report)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await Signal.WaitAsync(reports.MoveNextAsync().AsTask(), "the first element arrives"));
        var next = reports.MoveNextAsync().AsTask();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(next, "the enumeration ends with its deadline");
        Assert.StartsWith("context deadline exceeded: reading an HTTP body", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadFromJsonAsAsyncEnumerable_ByReflection_GivesAll()
    {
        using var content = new StringContent("""[{"title":"a"},null,{"title":"b"}]""");
        using var cancel = Context.Background.WithCancel(out var ctx);

        var reports = await content.ReadFromJsonAsAsyncEnumerable<Report>(ctx).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a", null, "b"], reports.Select(report => report?.Title));
    }

    private static Task<LoopbackServer> StartEchoAsync() =>
        LoopbackServer.StartAsync("1.1", async http =>
        {
            var report = http.Request.Method == "GET"
                ? new Report("GET", 3)
                : await http.Request.ReadFromJsonAsync<Report>();
            var title = http.Request.Method == "GET" ? "GET" : $"{http.Request.Method} {report!.Title}";
            await http.Response.WriteAsJsonAsync(report! with { Title = title });
        });

    private Task<LoopbackServer> StartEndlessAsync(string version, string start = """{"title":""") =>
        LoopbackServer.StartAsync(version, async http =>
        {
            http.Response.ContentType = "application/json";
            await http.StartBodyAsync(start);
            _started.Set();
            await http.UntilGoneAsync(_gone);
        });
}
