using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore.Pipeline;
using Plumbline.Tests.Support;

namespace Plumbline.AspNetCore;

/// <summary>What a context costs each request, in bytes: the middleware called directly, by a server that keeps its own objects, as Kestrel does.</summary>
public sealed class RequestCostTests
{
    // Without optimization the compiler makes a class of what is a struct in the box of an asynchronous method.
#if DEBUG
    private const long Unoptimized = 80;
#else
    private const long Unoptimized = 0;
#endif

    [Theory]
    [InlineData(false, 272)]
    [InlineData(true, 288)]
    public void Invoke_HandlerReturnsAtOnce_CostsNoMoreThan(bool hasDeadline, long bytes)
    {
        using var pipeline = new TestPipeline(static _ => Task.CompletedTask, hasDeadline);

        Assert.InRange(Allocated.Bytes(() => pipeline.Invoke()), 1, bytes);
    }

    [Fact]
    public void Invoke_HandlerReadsTheToken_CostsNoMore()
    {
        using var pipeline = new TestPipeline(static http => http.RequestAborted.CanBeCanceled ? Task.CompletedTask : Task.FromCanceled(new(true)), hasDeadline: true);

        Assert.InRange(Allocated.Bytes(() => pipeline.Invoke()), 1, 288);
    }

    [Theory]
    [InlineData(false, 384)]
    [InlineData(true, 400)]
    public void Invoke_HandlerWaits_CostsNoMoreThan(bool hasDeadline, long bytes)
    {
        TaskCompletionSource waiting = null!;
        using var pipeline = new TestPipeline(_ => (waiting = new TaskCompletionSource()).Task, hasDeadline);
        var ofTheHandler = Allocated.Bytes(static () => new TaskCompletionSource().SetResult());

        var cost = Allocated.Bytes(() =>
        {
            pipeline.Invoke();
            waiting.SetResult();
        });

        Assert.InRange(cost - ofTheHandler, 1, bytes + Unoptimized);
    }

    [Fact]
    public void Invoke_CallerSentDeadline_CostsNoMore()
    {
        using var pipeline = new TestPipeline(static _ => Task.CompletedTask, hasDeadline: true);
        pipeline.HttpContext.Request.Headers["Context-TTL-Ms"] = "59000";

        Assert.InRange(Allocated.Bytes(() => pipeline.Invoke()), 1, 288);
    }

    [Fact]
    public void Invoke_HandlerTakesContext_CostsNoMore()
    {
        // As a minimal API binds it; a service scope alone would be 392 bytes more.
        using var services = new ServiceCollection().AddLogging().AddPlumbline().BuildServiceProvider();
        var handler = RequestDelegateFactory.Create(
            static (Context ctx) => ctx.IsDone ? Task.FromCanceled(new(true)) : Task.CompletedTask,
            new RequestDelegateFactoryOptions { ServiceProvider = services }).RequestDelegate;
        using var pipeline = new TestPipeline(handler, hasDeadline: true);

        Assert.InRange(Allocated.Bytes(() => pipeline.Invoke()), 1, 352);
    }

    private sealed class TestPipeline : IDisposable
    {
        private readonly ServiceProvider _services;
        private readonly IServiceScope _scope;
        private readonly Lifetime _lifetime = new();
        private readonly RequestDelegate _pipeline;

        public TestPipeline(RequestDelegate handler, bool hasDeadline)
        {
            _services = new ServiceCollection().AddLogging().AddPlumbline(options =>
                options.DefaultDeadline = hasDeadline ? TimeSpan.FromMinutes(1) : Timeout.InfiniteTimeSpan).BuildServiceProvider();
            _scope = _services.CreateScope();
            var app = new ApplicationBuilder(_services);
            app.UsePlumbline();
            app.Run(handler);
            _pipeline = app.Build();
            HttpContext.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
            HttpContext.SetEndpoint(new Endpoint(handler, EndpointMetadataCollection.Empty, "an endpoint"));
            HttpContext.RequestServices = _scope.ServiceProvider;
        }

        public DefaultHttpContext HttpContext { get; } = new();

        public void Invoke()
        {
            // What the last request left. With it there this would be an error page's second pass, which costs more.
            HttpContext.Features.Set<RequestRun>(null);
            _ = _pipeline(HttpContext);
        }

        public void Dispose()
        {
            _scope.Dispose();
            _services.Dispose();
            _lifetime.Dispose();
        }
    }

    /// <summary>Kestrel's keeps its source from one request of a connection to the next.</summary>
    private sealed class Lifetime : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken RequestAborted
        {
            get => _source.Token;
            set => throw new NotSupportedException();
        }

        public void Abort() => throw new NotSupportedException();

        public void Dispose() => _source.Dispose();
    }
}
