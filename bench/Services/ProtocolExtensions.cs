using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Plumbline.Bench.Services;

/// <summary>What a protocol means to a server and to a client.</summary>
internal static class ProtocolExtensions
{
    /// <summary>For pages.</summary>
    internal static string Title(this Protocol protocol) => protocol == Protocol.Http1 ? "HTTP/1.1" : "HTTP/2";

    /// <summary>What a server offers.</summary>
    internal static HttpProtocols ToServer(this Protocol protocol) =>
        protocol == Protocol.Http1 ? HttpProtocols.Http1 : HttpProtocols.Http2;

    /// <summary>A client that speaks nothing else.</summary>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="address">What its relative addresses start with.</param>
    /// <param name="outer">A handler around the one that connects; null for none.</param>
    internal static HttpClient NewClient(this Protocol protocol, Uri address, DelegatingHandler? outer = null)
    {
        HttpMessageHandler handler = new SocketsHttpHandler();
        if (outer is not null)
        {
            outer.InnerHandler = handler;
            handler = outer;
        }

        return new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = protocol == Protocol.Http1 ? HttpVersion.Version11 : HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
