using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>What a hub method takes, and how long it may run.</summary>
internal sealed class HubMethod
{
    private readonly int[] _contexts;
    private readonly int[] _tokens;

    private HubMethod(MethodInfo method, RequestLimit limit)
    {
        Limit = limit;
        Stream = HubStream.Of(method.ReturnType);
        var parameters = method.GetParameters();
        _contexts = PositionsOf(typeof(Context), parameters);
        _tokens = PositionsOf(typeof(CancellationToken), parameters);
    }

    internal RequestLimit Limit { get; }

    /// <summary>How the returned stream is bound to the context; null where none is returned.</summary>
    internal HubStream? Stream { get; }

    /// <summary>Whether it takes a context, or has a deadline and a token to end by.</summary>
    internal bool IsGoverned => _contexts.Length > 0 || (_tokens.Length > 0 && !Limit.IsInfinite);

    internal static HubMethod Of(HubInvocationContext invocation, RequestContextOptions options)
    {
        var method = invocation.HubMethod;
        var said = SaidBy(method) ?? SaidBy(invocation.Hub.GetType());
        var limit = said?.Resolve(options) is { } own
            ? own.Or(new RequestLimit(options.MaximumDeadline, DeadlineOwner.Server, "RequestContextOptions.MaximumDeadline"))
            : RequestLimit.None;
        return new HubMethod(method, limit);
    }

    /// <summary>The token that SignalR passes, which fires when the client cancels the stream; none if the method takes none.</summary>
    internal CancellationToken TokenAmong(IReadOnlyList<object?> arguments) =>
        _tokens.Length > 0 && arguments[_tokens[0]] is CancellationToken token ? token : CancellationToken.None;

    internal void Fill(Context ctx, object?[] arguments)
    {
        object boxed = ctx;
        foreach (var position in _contexts)
            arguments[position] = boxed;

        foreach (var position in _tokens)
            arguments[position] = ctx.Token;
    }

    private static int[] PositionsOf(Type type, ParameterInfo[] parameters) =>
        [.. parameters.Where(parameter => parameter.ParameterType == type).Select(static parameter => parameter.Position)];

    private static IDeadlineMetadata? SaidBy(MemberInfo member) =>
        member.GetCustomAttributes(inherit: true).OfType<IDeadlineMetadata>().LastOrDefault();
}
