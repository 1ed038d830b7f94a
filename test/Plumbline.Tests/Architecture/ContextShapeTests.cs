using System.Reflection;
using System.Runtime.CompilerServices;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Architecture;

/// <summary>What the compiler is to see to, checked where it can be: by reflection.</summary>
public sealed class ContextShapeTests
{
    [Fact]
    public void Context_InMemory_IsTwoReferences() => Assert.Equal(2 * IntPtr.Size, Unsafe.SizeOf<Context>());

    [Fact]
    public void CancelScopeAndRegistration_InMemory_AreOneReference()
    {
        Assert.Equal(IntPtr.Size, Unsafe.SizeOf<CancelScope>());
        Assert.Equal(IntPtr.Size, Unsafe.SizeOf<ContextRegistration>());
    }

    [Fact]
    public void From_OfAContext_DoesNotCompile()
    {
        // The implicit conversion would allow it, and it would drop the values.
        MethodInfo method = typeof(Context).GetMethod(nameof(Context.From), [typeof(Context)])!;

        ObsoleteAttribute obsolete = method.GetCustomAttribute<ObsoleteAttribute>()!;

        Assert.True(obsolete.IsError);
        Assert.Contains("Use the context itself", obsolete.Message);
    }

    [Fact]
    public void DerivingCalls_All_AreTestedForAliasing()
    {
        IEnumerable<string> deriving = typeof(Context)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(CancelScope))
            .Select(method => method.Name)
            .Distinct()
            .Order();

        Assert.Equal(deriving, Derivations.Names.Select(row => row.Data).Order());
    }
}
