using System.Reflection;
using System.Runtime.CompilerServices;

namespace Plumbline.Tests.Architecture;

public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly _core = typeof(Context).Assembly;

    private static readonly Type[] _public = _core.GetExportedTypes();

    private static readonly MethodInfo[] _methods = [.. _public.SelectMany(type => type.GetMethods(Declared))];

    [Fact]
    public void Namespace_Plumbline_HasTheseTypes()
    {
        string[] names = [.. _public.Where(type => type.Namespace == "Plumbline").Select(type => type.Name).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "CancelScope",
                "Context",
                "ContextCanceledException",
                "ContextCarrierAttribute",
                "ContextDiagnostics",
                "ContextExceptionExtensions",
                "ContextKey`1",
                "ContextRegistration",
                "ContextRootAttribute",
                "ContextStatus",
                "DeadlineExceededException",
                "SignalReceivedException",
            ],
            names);
    }

    [Fact]
    public void PublicClasses_AreSealedOrStaticOrOnlyOurs() =>
        Assert.Empty(_public.Where(type => type.IsClass && !type.IsSealed && !IsClosedToOthers(type)).Select(type => type.Name));

    [Fact]
    public void PublicStructs_AreReadOnly() =>
        Assert.Empty(_public.Where(type => type is { IsValueType: true, IsEnum: false } && !type.IsDefined(typeof(IsReadOnlyAttribute))).Select(type => type.Name));

    [Fact]
    public void PublicNames_SayMoreThanHelper() =>
        Assert.Empty(
            from member in _public.SelectMany(type => type.GetMembers(Declared)).Concat(_public)
            where member.Name.EndsWith("Helper", StringComparison.Ordinal) || member.Name.EndsWith("Helpers", StringComparison.Ordinal)
            select member.Name);

    [Fact]
    public void Obsolete_SaysWhatToUseInstead()
    {
        ObsoleteAttribute[] marks =
        [
            .. _public.Concat(_public.SelectMany(type => type.GetMembers(Declared)))
                .Select(member => member.GetCustomAttribute<ObsoleteAttribute>())
                .OfType<ObsoleteAttribute>(),
        ];

        Assert.NotEmpty(marks);
        Assert.All(marks, mark => Assert.Contains("Use ", mark.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void DerivingMethods_EndInTheirOrigin()
    {
        // Whatever hands out something that remembers where it was made: a scope, a registration, a placeholder.
        MethodInfo[] deriving =
        [
            .. _methods.Where(method =>
                !method.IsSpecialName
                && (method.ReturnType == typeof(CancelScope) || method.ReturnType == typeof(ContextRegistration) || method.Name == nameof(Context.Todo))),
        ];

        Assert.Contains(deriving, method => method.Name == nameof(Context.WithTimeout));
        Assert.Contains(deriving, method => method.Name == nameof(Context.Register));
        Assert.Empty(deriving.Where(method => !EndsInOrigin(method)).Select(method => method.Name));
    }

    [Fact]
    public void ContextParameters_AreCalledCtxAndComeFirst()
    {
        var taking =
            from method in _methods
            where !method.IsSpecialName && method.Name != nameof(Equals)
            let isExtension = method.IsDefined(typeof(ExtensionAttribute)) && method.GetParameters()[0].ParameterType != typeof(Context)
            from parameter in method.GetParameters()
            where parameter.ParameterType == typeof(Context)
            where parameter.Name != "ctx" || parameter.Position != (isExtension ? 1 : 0)
            select $"{method.DeclaringType!.Name}.{method.Name}({parameter.Name})";

        Assert.Empty(taking);
    }

    [Fact]
    public void Namespaces_DoNotEndInContext() =>
        Assert.Empty(
            _core.GetTypes()
                .Select(type => type.Namespace ?? "")
                .Where(name => name == "Context" || name.EndsWith(".Context", StringComparison.Ordinal))
                .Distinct());

    // Abstract, for what several sealed classes share, and without a constructor that others could call.
    private static bool IsClosedToOthers(Type type) =>
        type.IsAbstract && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(made => made.IsAssembly || made.IsFamilyAndAssembly || made.IsPrivate);

    private static bool EndsInOrigin(MethodInfo method) =>
        method.GetParameters() is [.., var member, var file, var line]
        && member.IsDefined(typeof(CallerMemberNameAttribute)) && member.HasDefaultValue
        && file.IsDefined(typeof(CallerFilePathAttribute)) && file.HasDefaultValue
        && line.IsDefined(typeof(CallerLineNumberAttribute)) && line.HasDefaultValue;
}
