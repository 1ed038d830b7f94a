using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore.Binding;

namespace Plumbline.AspNetCore;

/// <summary>What stands in front of a request's services answers as they would, and makes them only when they are needed.</summary>
public sealed class RequestServicesFrontTests : IAsyncDisposable
{
    private static readonly ContextKey<string> _name = new("name");
    private readonly Context _ctx = Context.Background.WithValue(_name, "the request's");
    private readonly ServiceProvider _root;
    private readonly CountingScopes _scopes;
    private readonly DefaultHttpContext _http;

    public RequestServicesFrontTests()
    {
        _root = new ServiceCollection()
            .AddScoped<Scoped>()
            .AddKeyedScoped<Scoped>("key")
            .AddPlumbline()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        _scopes = new CountingScopes(_root.GetRequiredService<IServiceScopeFactory>());
        _http = new DefaultHttpContext { ServiceScopeFactory = _scopes };
    }

    public static TheoryData<Type> BuiltIn =>
        [typeof(IServiceProvider), typeof(IServiceScopeFactory), typeof(IServiceProviderIsService), typeof(IServiceProviderIsKeyedService), typeof(Scoped)];

    public ValueTask DisposeAsync() => _root.DisposeAsync();

    [Fact]
    public void GetService_Context_MakesNoScope()
    {
        Install(_http, _ctx);

        Assert.Equal(_ctx, _http.RequestServices.GetService<Context>());
        Assert.Equal(_ctx, _http.RequestServices.GetRequiredService<Context>());
        Assert.Equal(_ctx, _http.RequestServices.GetKeyedService<Context>(null));
        Assert.Equal(_ctx, _http.RequestServices.GetRequiredKeyedService<Context>(null));
        Assert.Equal(0, _scopes.Count);
    }

    [Fact]
    public void Install_NothingAsked_MakesNoScope()
    {
        var front = Install(_http, _ctx);
        front.TakeAway();

        Assert.Equal(0, _scopes.Count);
        Assert.Null(_http.Features.Get<IServiceProvidersFeature>());
    }

    [Fact]
    public void GetService_OtherService_MakesOneScope()
    {
        Install(_http, _ctx);

        var first = _http.RequestServices.GetRequiredService<Scoped>();
        var second = _http.RequestServices.GetService<Scoped>();

        Assert.Same(first, second);
        Assert.Equal(1, _scopes.Count);
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void GetService_AnyOther_IsWhatServicesBehindAnswer(Type type)
    {
        var behind = _http.RequestServices;
        Install(_http, _ctx);

        Assert.NotSame(behind, _http.RequestServices);
        Assert.Same(behind.GetService(type), _http.RequestServices.GetService(type));
        Assert.Same(behind.GetRequiredService(type), _http.RequestServices.GetRequiredService(type));
    }

    [Fact]
    public void GetKeyedService_OtherService_IsWhatServicesBehindAnswer()
    {
        var behind = _http.RequestServices;
        Install(_http, _ctx);

        Assert.Same(behind.GetRequiredKeyedService<Scoped>("key"), _http.RequestServices.GetRequiredKeyedService<Scoped>("key"));
        Assert.Same(behind.GetKeyedService<Scoped>("key"), _http.RequestServices.GetKeyedService<Scoped>("key"));
        Assert.Null(_http.RequestServices.GetKeyedService<Scoped>("another"));
    }

    [Fact]
    public void GetRequiredService_Unknown_ThrowsAsServicesBehindDo()
    {
        var behind = _http.RequestServices;
        Install(_http, _ctx);

        var expected = Assert.Throws<InvalidOperationException>(() => behind.GetRequiredService<string>());
        var actual = Assert.Throws<InvalidOperationException>(() => _http.RequestServices.GetRequiredService<string>());

        Assert.Equal(expected.Message, actual.Message);
    }

    [Fact]
    public void GetKeyedService_ContainerWithoutKeys_SaysSo()
    {
        _http.RequestServices = new NoServices();
        Install(_http, _ctx);

        var error = Assert.Throws<InvalidOperationException>(() => _http.RequestServices.GetKeyedService<Scoped>("key"));

        Assert.Equal("The application's services know no keys: its container does not implement IKeyedServiceProvider.", error.Message);
    }

    [Fact]
    public async Task RequestServices_SetAndPutBack_AnswerInTurn()
    {
        Install(_http, _ctx);
        await using var scope = _root.CreateAsyncScope();

        var before = _http.RequestServices;
        _http.RequestServices = scope.ServiceProvider;
        var between = _http.RequestServices;
        _http.RequestServices = before;

        Assert.Same(before, _http.RequestServices);
        Assert.Same(scope.ServiceProvider.GetRequiredService<Scoped>(), between.GetRequiredService<Scoped>());
        Assert.Equal(_ctx, between.GetRequiredService<Context>());
        Assert.NotSame(between.GetRequiredService<Scoped>(), before.GetRequiredService<Scoped>());
        Assert.Equal(1, _scopes.Count);
    }

    [Fact]
    public async Task RequestServices_SetWithoutAsking_MakesNoScopeOfItsOwn()
    {
        var front = Install(_http, _ctx);
        await using var scope = _root.CreateAsyncScope();

        _http.RequestServices = scope.ServiceProvider;
        front.TakeAway();

        Assert.Same(scope.ServiceProvider, _http.RequestServices);
        Assert.Equal(0, _scopes.Count);
    }

    [Fact]
    public void RequestServices_SetToNull_AreNull()
    {
        Install(_http, _ctx);

        _http.RequestServices = null!;

        Assert.Null(_http.RequestServices);
    }

    [Fact]
    public void Uninstall_ServicesMade_LeavesThemToFramework()
    {
        var front = Install(_http, _ctx);
        var scoped = _http.RequestServices.GetRequiredService<Scoped>();

        front.TakeAway();

        Assert.Same(scoped, _http.RequestServices.GetRequiredService<Scoped>());
        Assert.IsType<RequestServicesFeature>(_http.Features.Get<IServiceProvidersFeature>());
        Assert.Equal(1, _scopes.Count);
    }

    [Fact]
    public void Uninstall_FeatureWasThere_PutsItBack()
    {
        var own = new OwnFeature(_root);
        _http.Features.Set<IServiceProvidersFeature>(own);
        var front = Install(_http, _ctx);

        Assert.Equal(_ctx, _http.RequestServices.GetRequiredService<Context>());
        front.TakeAway();

        Assert.Same(own, _http.Features.Get<IServiceProvidersFeature>());
    }

    [Fact]
    public void Uninstall_SomebodyFurtherInLeftAFeature_LeavesIt()
    {
        var front = Install(_http, _ctx);
        var own = new OwnFeature(_http.RequestServices);
        _http.Features.Set<IServiceProvidersFeature>(own);

        front.TakeAway();

        Assert.Same(own, _http.Features.Get<IServiceProvidersFeature>());
        Assert.Equal(_ctx, _http.RequestServices.GetRequiredService<Context>());
    }

    [Fact]
    public void HandedOut_AskedAfterUninstall_SharesScopeWithRequest()
    {
        var front = Install(_http, _ctx);
        var kept = _http.RequestServices;
        front.TakeAway();

        var scoped = kept.GetRequiredService<Scoped>();

        Assert.Same(scoped, _http.RequestServices.GetRequiredService<Scoped>());
        Assert.Equal(1, _scopes.Count);
    }

    [Fact]
    public void HandedOut_FirstAskedWhenHttpContextServesAnother_Throws()
    {
        var front = Install(_http, _ctx);
        var kept = _http.RequestServices;
        front.TakeAway();
        _http.Initialize(new FeatureCollection());

        Assert.Throws<ObjectDisposedException>(() => kept.GetService<Scoped>());
        Assert.Equal(0, _scopes.Count);
    }

    [Fact]
    public void Install_Twice_GivesInnerContextUntilItLeaves()
    {
        var inner = _ctx.WithValue(_name, "the inner one");
        Install(_http, _ctx);
        var outer = _http.RequestServices;
        var second = Install(_http, inner);

        var within = _http.RequestServices.GetRequiredService<Context>();
        second.TakeAway();

        Assert.Equal(inner, within);
        Assert.Same(outer, _http.RequestServices);
        Assert.Equal(_ctx, _http.RequestServices.GetRequiredService<Context>());
    }

    private static RequestServicesFront Install(HttpContext http, Context ctx)
    {
        var front = new RequestServicesFront(http) { Context = ctx };
        front.PutInFront();
        return front;
    }

    private sealed class Scoped;

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class OwnFeature(IServiceProvider services) : IServiceProvidersFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;
    }

    private sealed class CountingScopes(IServiceScopeFactory scopes) : IServiceScopeFactory
    {
        public int Count { get; private set; }

        public IServiceScope CreateScope()
        {
            Count++;
            return scopes.CreateScope();
        }
    }
}
