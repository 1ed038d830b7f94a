namespace Plumbline.Concurrency;

/// <summary>How errors name what is done with a channel.</summary>
internal static class ChannelOperations
{
    /// <param name="ctx">A context that is done.</param>
    internal static Exception ReceiveEnded<T>(Context ctx) => ctx.ToException(Receive<T>())!;

    /// <param name="ctx">A context that is done.</param>
    internal static Exception SendEnded<T>(Context ctx) => ctx.ToException($"send to a channel of {NameOf(typeof(T))}")!;

    internal static string Receive<T>() => $"receive from a channel of {NameOf(typeof(T))}";

    /// <summary>A type as people write it, without namespaces: <c>Dictionary&lt;String, Order&gt;</c>.</summary>
    internal static string NameOf(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        string name = type.Name;
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        return $"{(arity < 0 ? name : name[..arity])}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
