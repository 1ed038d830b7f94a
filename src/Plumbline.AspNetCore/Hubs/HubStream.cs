using System.Runtime.CompilerServices;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>Binds the streams of one type to the context of their invocation.</summary>
internal class HubStream
{
    private static readonly HubStream _plain = new();

    /// <summary>How to bind what a method returns.</summary>
    /// <param name="returnType">Of the hub method.</param>
    /// <returns>Null for what is no stream.</returns>
    internal static HubStream? Of(Type returnType)
    {
        var type = returnType;
        if (IsGeneric(type, typeof(Task<>)) || IsGeneric(type, typeof(ValueTask<>)))
            type = type.GenericTypeArguments[0];

        if (!IsGeneric(type, typeof(IAsyncEnumerable<>)))
            return IsGeneric(type, typeof(System.Threading.Channels.ChannelReader<>)) ? _plain : null;

        return RuntimeFeature.IsDynamicCodeSupported
            ? (HubStream?)Activator.CreateInstance(typeof(HubStream<>).MakeGenericType(type.GenericTypeArguments))
            : _plain;
    }

    /// <summary>The stream, bound; a channel as it is: SignalR stops reading it by itself when the client cancels.</summary>
    internal virtual object? Bind(object? stream, HubInvocation invocation) => stream;

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
