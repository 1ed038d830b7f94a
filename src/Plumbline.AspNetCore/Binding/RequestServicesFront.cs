using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Plumbline.AspNetCore.Binding;

/// <summary>Stands in front of a request's services, so that asking them for a <see cref="Context"/> gives the request's.</summary>
/// <remarks>
/// The services themselves, and with them the request's service scope, are made only when something else is asked of them. Disposing of the scope stays
/// with the framework's feature behind this one, which is put back when the middleware leaves.
/// </remarks>
internal class RequestServicesFront : IServiceProvidersFeature
{
    // A base of what there is for every request anyway, and not an object beside it: that would be 56 bytes a request.
    private IServiceProvidersFeature? _behind;
    private ServicesWithContext? _handedOut;
    private bool _isCleared;
    private bool _isPutBack;

    internal RequestServicesFront(HttpContext httpContext) => HttpContext = httpContext;

    internal HttpContext HttpContext { get; }

    /// <summary>The context that the services answer with.</summary>
    internal Context Context { get; init; }

    /// <summary>What the application sees. It may set services of its own: they answer from then on, but for the context.</summary>
    public IServiceProvider RequestServices
    {
        get => _isCleared ? null! : _handedOut ??= new ServicesWithContext(this); // Null is what was set, against its type.
        set
        {
            // What was handed out stands for the services of until now, and is what somebody will put back.
            _handedOut?.Fix();
            var own = value as ServicesWithContext;
            _isCleared = value is null;
            _handedOut = own is not null && own.IsOf(this) ? own
                : _isCleared ? null
                : new ServicesWithContext(this, value);
            Behind.RequestServices = _handedOut?.Fix()!; // Null as above.
        }
    }

    // Makes the scope as the framework does, disposing of it included, and none before it is asked. Where there is no factory, there is a feature.
    private IServiceProvidersFeature Behind =>
        _behind ??= new RequestServicesFeature(HttpContext, ((DefaultHttpContext)HttpContext).ServiceScopeFactory);

    /// <summary>From now on the request's services answer with its context.</summary>
    internal void PutInFront()
    {
        _behind = HttpContext.Features.Get<IServiceProvidersFeature>();
        if (_behind is null && HttpContext is not DefaultHttpContext { ServiceScopeFactory: not null })
            _behind = new RequestServicesFeature(HttpContext, scopeFactory: null) { RequestServices = HttpContext.RequestServices };

        HttpContext.Features.Set<IServiceProvidersFeature>(this);
    }

    /// <summary>Gives the framework its feature back, unless somebody has left another one in front of this.</summary>
    internal void TakeAway()
    {
        var features = HttpContext.Features;
        if (!ReferenceEquals(features.Get<IServiceProvidersFeature>(), this))
            return;

        // What was handed out may still make the scope, in a callback at the end of the response: let there be one feature that owns it.
        features.Set(_handedOut is null ? _behind : Behind);
        _isPutBack = true;
    }

    /// <summary>The services behind, made now if need be.</summary>
    /// <exception cref="ObjectDisposedException">The request is over; its <see cref="HttpContext"/> may serve another one by now.</exception>
    internal IServiceProvider Make()
    {
        var behind = Behind;
        if (_isPutBack && !ReferenceEquals(HttpContext.Features.Get<IServiceProvidersFeature>(), behind))
            throw new ObjectDisposedException(nameof(IServiceProvider), "The request is over, and its services are gone.");

        return behind.RequestServices;
    }
}
