using System.Linq.Expressions;
using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Hiding;

namespace Plumbline.Http;

/// <summary>No extension of ours may be applicable where an instance method is: the instance method would win, unseen.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly _assembly = typeof(HttpClientContextExtensions).Assembly;

    public static TheoryData<string> Extensions =>
        [.. ExtensionsIn(_assembly.GetExportedTypes()).Select(Describe).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Extension_Arguments_FitNoInstanceMethod(string extension)
    {
        var method = ExtensionsIn(_assembly.GetExportedTypes()).Single(candidate => Describe(candidate) == extension);

        Assert.Empty(InstanceMethodsThatHide(method).Select(hiding => hiding.ToString()));
    }

    [Theory]
    [InlineData(nameof(HiddenExtensions.GetAsync), true)]
    [InlineData(nameof(HiddenExtensions.ReadAsStringAsync), true)]
    [InlineData(nameof(HiddenExtensions.Equals), true)]
    [InlineData(nameof(HiddenExtensions.GetByteArrayAsync), false)]
    [InlineData(nameof(HiddenExtensions.FetchAsync), false)]
    public void Check_KnownExtension_IsJudgedRight(string name, bool hidden)
    {
        var method = typeof(HiddenExtensions).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!;

        Assert.Equal(hidden, InstanceMethodsThatHide(method).Any());
    }

    [Fact]
    public void ReadFromJsonAsync_WithContext_IsOursThoughTheBclsIsInScope()
    {
        Expression<Func<HttpContent, Context, Task<int>>> read = (content, ctx) => content.ReadFromJsonAsync<int>(ctx);
        Expression<Func<HttpContent, CancellationToken, Task<int>>> readWithToken = (content, token) => content.ReadFromJsonAsync<int>(token);

        Assert.Equal(typeof(HttpContentContextExtensions), Called(read));
        Assert.Equal(typeof(HttpContentJsonExtensions), Called(readWithToken));
    }

    [Fact]
    public void Calls_WithContextFirst_AreOurs()
    {
        Expression<Func<HttpClient, Context, Task>> get = (http, ctx) => http.GetAsync(ctx, "/");
        Expression<Func<HttpClient, Context, Task>> getDefault = (http, ctx) => http.GetAsync(default, "/");
        Expression<Func<HttpClient, Context, Task>> getJson = (http, ctx) => http.GetFromJsonAsync<int>(ctx, "/");
        Expression<Func<HttpClient, Context, Task>> post = (http, ctx) => http.PostAsync(ctx, "/", null);
        Expression<Func<HttpClient, Context, Task>> contextLast = (http, ctx) => http.GetAsync("/", ctx);

        Assert.Equal(typeof(HttpClientContextExtensions), Called(get));
        Assert.Equal(typeof(HttpClientContextExtensions), Called(getDefault));
        Assert.Equal(typeof(HttpClientContextExtensions), Called(getJson));
        Assert.Equal(typeof(HttpClientContextExtensions), Called(post));
        Assert.Equal(typeof(HttpClient), Called(contextLast));
    }

    [Fact]
    public void Extension_Context_IsFirstAfterThis()
    {
        Assert.All(
            ExtensionsIn(_assembly.GetExportedTypes()).Where(
                method => method.GetParameters() is { Length: > 1 } parameters && parameters[0].ParameterType != typeof(IHttpClientBuilder)),
            method => Assert.Equal(typeof(Context).FullName, method.GetParameters()[1].ParameterType.FullName?.TrimEnd('&')));
    }

    [Fact]
    public void PublicTypes_AreSealedAndNamedForWhatTheyExtend()
    {
        Assert.All(_assembly.GetExportedTypes(), type => Assert.True(type.IsSealed, type.Name));
        Assert.All(
            _assembly.GetExportedTypes().Where(type => type.IsAbstract),
            type => Assert.EndsWith("ContextExtensions", type.Name, StringComparison.Ordinal));
        Assert.All(_assembly.GetTypes(), type => Assert.DoesNotContain("Helper", type.Name, StringComparison.Ordinal));
    }

    private static IEnumerable<MethodInfo> ExtensionsIn(IEnumerable<Type> types) =>
        types
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)));

    private static string Describe(MethodInfo method) =>
        $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType))})";

    /// <summary>The instance methods that can be called with the very arguments the extension takes.</summary>
    private static IEnumerable<MethodInfo> InstanceMethodsThatHide(MethodInfo extension)
    {
        var parameters = extension.GetParameters();
        var arguments = parameters.Skip(1).Select(parameter => parameter.ParameterType).ToArray();
        return parameters[0].ParameterType
            .GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(instance => instance.Name == extension.Name
                && instance.GetGenericArguments().Length == extension.GetGenericArguments().Length
                && Accepts(instance.GetParameters(), arguments));
    }

    private static bool Accepts(ParameterInfo[] parameters, Type[] arguments) =>
        parameters.Length >= arguments.Length
        && parameters.Skip(arguments.Length).All(parameter => parameter.IsOptional)
        && parameters.Zip(arguments).All(pair => Converts(pair.Second, pair.First.ParameterType));

    private static bool Converts(Type argument, Type parameter) =>
        parameter.IsAssignableFrom(argument)
        || parameter.IsGenericParameter
        || (argument == typeof(Context) && parameter == typeof(CancellationToken));

    private static Type? Called(LambdaExpression lambda) =>
        ((lambda.Body as MethodCallExpression) ?? (MethodCallExpression)((UnaryExpression)lambda.Body).Operand).Method.DeclaringType;
}
