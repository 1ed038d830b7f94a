using System.Reflection;
using Plumbline.Tests.Architecture;

namespace Plumbline.Conformance;

/// <summary>docs/behaviours-http.md and the tests that cite it, for one of the two test programs that share the table.</summary>
/// <param name="assembly">The program's tests.</param>
/// <param name="first">The first number that is its own.</param>
/// <param name="last">The last one.</param>
public abstract class HttpBehaviours(Assembly assembly, int first, int last)
{
    private const int Last = 57;

    private readonly BehaviourRow[] _rows = BehaviourRow.ReadAll("docs/behaviours-http.md", 'H');
    private readonly CitedBehaviour[] _cited = CitedBehaviour.In(assembly);

    private IEnumerable<BehaviourRow> Own => _rows.Skip(first - 1).Take(last - first + 1);

    [Fact]
    public void Table_Numbers_AreAllFiftySevenInOrder() =>
        Assert.Equal(Enumerable.Range(1, Last).Select(number => $"H{number:00}"), _rows.Select(row => row.Number));

    [Fact]
    public void Table_Verdicts_AreKnown() =>
        Assert.Empty(_rows.Where(row => row.Verdict is not ("matched" or "bettered" or "not applicable")).Select(row => row.Number));

    [Fact]
    public void Behaviour_NotMatched_SaysWhy() =>
        Assert.Empty(_rows.Where(row => row.Verdict is not "matched" && row.Here.Length == 0).Select(row => row.Number));

    [Fact]
    public void Behaviour_PromisedByTheTable_HasATest() =>
        Assert.Empty(Own.Where(row => row.IsPromised && !_cited.Any(cited => cited.Number == row.Number)).Select(row => row.Number));

    [Fact]
    public void Behaviour_PromisedByTheTable_NamesATest() =>
        Assert.Empty(Own.Where(row => row.IsPromised == (row.Tests.Count == 0)).Select(row => row.Number));

    [Fact]
    public void Behaviour_ThatATestCites_IsPromisedByTheTable() =>
        Assert.Empty(_cited.Where(cited => !Own.Any(row => row.Number == cited.Number && row.IsPromised)).Select(cited => $"{cited.Number}: {cited.Test}"));

    [Fact]
    public void Table_NamedTest_ExistsAndCitesTheBehaviour() =>
        Assert.Empty(
            from row in Own
            from test in row.Tests
            where !_cited.Contains(new CitedBehaviour(test, row.Number))
            select $"{row.Number}: {test}");
}
