using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Plumbline.Tests.Architecture;

/// <summary>An instance method that takes a token wins over an extension that takes a context, as a context converts: then ours would never be called.</summary>
public sealed class ExtensionTests
{
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;

    private static readonly MethodInfo[] _extensions =
    [
        .. typeof(Context).Assembly.GetExportedTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(static method => method.IsDefined(typeof(ExtensionAttribute))),
    ];

    [Fact]
    public void Extensions_OfTheCore_AreNotHiddenByInstanceMethods()
    {
        Assert.Contains(_extensions, static method => method.Name == "ReceiveAsync");
        Assert.Empty(_extensions.Where(static method => FindHiding(method) is not null).Select(static method => $"{method.Name} is hidden by {FindHiding(method)}"));
    }

    [Theory]
    [InlineData(nameof(Sample.ReadAllAsync), true)]
    [InlineData(nameof(Sample.WaitToReadAsync), true)]
    [InlineData(nameof(Sample.TryRead), false)]
    [InlineData(nameof(Sample.ReceiveAllAsync), false)]
    public void FindHiding_OfASample_TellsWhatTheCompilerWouldDo(string name, bool isHidden) =>
        Assert.Equal(isHidden, FindHiding(typeof(Sample).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!) is not null);

    private static MethodInfo? FindHiding(MethodInfo extension)
    {
        ParameterInfo[] given = extension.GetParameters()[1..];
        Type extended = extension.GetParameters()[0].ParameterType;
        return (extended.IsGenericType ? extended.GetGenericTypeDefinition() : extended).GetMethods(Instance)
            .FirstOrDefault(method => method.Name == extension.Name && Takes(method.GetParameters(), given));
    }

    private static bool Takes(ParameterInfo[] wanted, ParameterInfo[] given) =>
        wanted.Length >= given.Length
        && wanted[given.Length..].All(static parameter => parameter.HasDefaultValue)
        && given.Zip(wanted).All(static pair => Converts(pair.First.ParameterType, pair.Second.ParameterType));

    // Type parameters are compared by name: T of the extension is T of what it extends.
    private static bool Converts(Type given, Type wanted) =>
        given.ToString() == wanted.ToString() || wanted.IsAssignableFrom(given) || (given == typeof(Context) && wanted == typeof(CancellationToken));

    private static class Sample
    {
        internal static IAsyncEnumerable<T> ReadAllAsync<T>(ChannelReader<T> reader, Context ctx) => reader.ReadAllAsync(ctx);

        internal static ValueTask<bool> WaitToReadAsync<T>(ChannelReader<T> reader, Context ctx) => reader.WaitToReadAsync(ctx);

        internal static bool TryRead<T>(ChannelReader<T> reader, Context ctx, out T? item) => !ctx.IsDone & reader.TryRead(out item);

        internal static IAsyncEnumerable<T> ReceiveAllAsync<T>(ChannelReader<T> reader, Context ctx) => reader.ReadAllAsync(ctx);
    }
}
