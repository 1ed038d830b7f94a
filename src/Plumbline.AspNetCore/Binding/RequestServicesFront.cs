using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Plumbline.AspNetCore.Binding;

/// <summary>Stands in front of a request's services, so that asking them for a <see cref="Context"/> gives the request's.</summary>
/// <remarks>
/// The services themselves, and with them the request's service scope, are made only when something else is asked of them, from whichever thread.
/// Disposing of the scope stays with the framework's feature behind this one, which is put back when the middleware leaves.
/// </remarks>
[ContextCarrier]
internal class RequestServicesFront : IServiceProvidersFeature
{
    // Invariants
    //   1. What is behind, what was handed out and what that stands for are written under the lock of this object: a handler may ask for services from
    //      several threads, and there is one scope. The object is internal, so nobody else locks it, and a lock of its own would cost every request 24 bytes.
    //   2. Under the lock a scope may be made, and nothing is resolved.

    // A base class of the object that is made for every request anyway: a second object would cost 56 bytes a request.
    private IServiceProvidersFeature? _behind;
    private ServicesWithContext? _handedOut;
    private bool _isCleared;
    private bool _isPutBack;

    internal RequestServicesFront(HttpContext httpContext) => HttpContext = httpContext;

    internal HttpContext HttpContext { get; }

    /// <summary>The context that the services answer with.</summary>
    internal Context Context { get; init; }

    /// <summary>When the caller's deadline was first read, in milliseconds of the clock; 0 if it was not. Wraps after 49 days.</summary>
    /// <remarks>Of the derived class, and here because the flags leave room for it: further down it would cost every request eight bytes.</remarks>
    internal uint HeardAt { get; init; }

    /// <summary>What the application sees. It may set services of its own: they answer from then on, but for the context.</summary>
    public IServiceProvider RequestServices
    {
        get => Volatile.Read(ref _handedOut) ?? HandOut();
        set
        {
            lock (this)
                Replace(value);
        }
    }

    // Makes the scope as the framework does, disposing of it included, and none before it is asked. Where there is no factory, there is a feature.
    private IServiceProvidersFeature Behind =>
        _behind ??= new RequestServicesFeature(HttpContext, ((DefaultHttpContext)HttpContext).ServiceScopeFactory);

    /// <summary>From now on the request's services answer with its context.</summary>
    internal void PutInFront()
    {
        // Before anybody else sees this object.
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

        lock (this)
        {
            // What was handed out may still make the scope, in a callback at the end of the response: let there be one feature that owns it.
            features.Set(_handedOut is null ? _behind : Behind);
            _isPutBack = true;
        }
    }

    /// <summary>The services that <paramref name="services"/> stands for: those behind, made now if need be, where it has none yet.</summary>
    /// <param name="services">Of what was handed out; it does not change again.</param>
    /// <exception cref="ObjectDisposedException">The request is over; its <see cref="HttpContext"/> may serve another one by now.</exception>
    internal IServiceProvider Fix(ref IServiceProvider? services)
    {
        lock (this)
        {
            if (services is not null)
                return services;

            var made = Make();
            Volatile.Write(ref services, made);
            return made;
        }
    }

    private IServiceProvider HandOut()
    {
        lock (this)
        {
            // Null is what was set, against its type.
            return _isCleared ? null! : _handedOut ??= new ServicesWithContext(this);
        }
    }

    private void Replace(IServiceProvider value)
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

    private IServiceProvider Make()
    {
        var behind = Behind;
        if (_isPutBack && !ReferenceEquals(HttpContext.Features.Get<IServiceProvidersFeature>(), behind))
            throw new ObjectDisposedException(nameof(IServiceProvider), "The request is over, and its services are gone.");

        return behind.RequestServices;
    }
}
