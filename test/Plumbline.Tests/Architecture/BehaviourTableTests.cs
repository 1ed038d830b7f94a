using System.Reflection;
using Xunit.v3;

namespace Plumbline.Tests.Architecture;

public sealed class BehaviourTableTests
{
    private const string Trait = "Behaviour";
    private const int LastOfTheCore = 139;

    private static readonly BehaviourRow[] _rows = BehaviourRow.ReadAll();

    private static readonly (string Test, string Number)[] _cited =
    [
        .. from type in typeof(BehaviourTableTests).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.GetCustomAttributes().OfType<IFactAttribute>().Any()
           from attribute in method.GetCustomAttributes().Concat(type.GetCustomAttributes()).OfType<ITraitAttribute>()
           from trait in attribute.GetTraits()
           where trait.Key == Trait
           select ($"{type.Name}.{method.Name}", trait.Value),
    ];

    [Fact]
    public void Table_Numbers_AreAllHundredAndFiftyInOrder() =>
        Assert.Equal(Enumerable.Range(1, 150).Select(number => $"B{number:00}"), _rows.Select(row => row.Number));

    [Fact]
    public void Table_Verdicts_AreKnown() =>
        Assert.Empty(_rows.Where(row => row.Verdict is not ("matched" or "bettered" or "not applicable" or "later")).Select(row => row.Number));

    [Fact]
    public void Table_LaterBehaviours_AreNotTheCores() =>
        Assert.Empty(_rows.Take(LastOfTheCore).Where(row => row.Verdict == "later").Select(row => row.Number));

    [Fact]
    public void Behaviour_PromisedByTheTable_HasATest() =>
        Assert.Empty(_rows.Take(LastOfTheCore).Where(row => row.IsPromised && !_cited.Any(cited => cited.Number == row.Number)).Select(row => row.Number));

    [Fact]
    public void Behaviour_ThatATestCites_IsPromisedByTheTable() =>
        Assert.Empty(_cited.Where(cited => !_rows.Any(row => row.Number == cited.Number && row.IsPromised)).Select(cited => $"{cited.Number}: {cited.Test}"));

    [Fact]
    public void Table_NamedTest_ExistsAndCitesTheBehaviour() =>
        Assert.Empty(
            from row in _rows
            from test in row.Tests
            where !_cited.Contains((test, row.Number))
            select $"{row.Number}: {test}");
}
