namespace Plumbline.Tests.Architecture;

public sealed class BehaviourTableTests
{
    private const int LastOfTheCore = 139;

    private static readonly BehaviourRow[] _rows = BehaviourRow.ReadAll("docs/behaviours.md", 'B');

    private static readonly CitedBehaviour[] _cited = CitedBehaviour.In(typeof(BehaviourTableTests).Assembly);

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
            where !_cited.Contains(new CitedBehaviour(test, row.Number))
            select $"{row.Number}: {test}");
}
