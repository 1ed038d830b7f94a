using System.Reflection;
using Xunit.v3;

namespace Plumbline.Tests.Architecture;

/// <summary>That a test cites a behaviour.</summary>
/// <param name="Test">Type.Method.</param>
/// <param name="Number">B57.</param>
internal sealed record CitedBehaviour(string Test, string Number)
{
    private const string Trait = "Behaviour";

    /// <summary>All that the tests of an assembly cite.</summary>
    internal static CitedBehaviour[] In(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from method in type.GetMethods()
           where method.GetCustomAttributes().OfType<IFactAttribute>().Any()
           from attribute in method.GetCustomAttributes().Concat(type.GetCustomAttributes()).OfType<ITraitAttribute>()
           from trait in attribute.GetTraits()
           where trait.Key == Trait
           select new CitedBehaviour($"{type.Name}.{method.Name}", trait.Value),
    ];
}
