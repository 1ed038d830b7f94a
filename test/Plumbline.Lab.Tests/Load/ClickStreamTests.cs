using System.Text.Json;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Load;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Load;

public sealed class ClickStreamTests
{
    private static readonly Plan _plan = Plan.Quick(seed: 7);

    [Fact]
    public void Generate_SameSeed_GivesTheSamePeople() =>
        Assert.Equal(Text(ClickStream.Generate(_plan)), Text(ClickStream.Generate(_plan)));

    [Fact]
    public void Generate_OtherSeed_GivesOtherPeople() =>
        Assert.NotEqual(Text(ClickStream.Generate(_plan)), Text(ClickStream.Generate(_plan with { Seed = 8 })));

    [Fact]
    public void Generate_LongerRun_BeginsWithTheSamePeople()
    {
        var shorter = ClickStream.Generate(_plan);

        var longer = ClickStream.Generate(_plan with { After = _plan.After * 2 });

        Assert.Equal(Text(shorter), Text(longer.Take(shorter.Count)));
    }

    [Fact]
    public void Generate_Arrivals_AreOrderedAndWithinTheRun()
    {
        var arrivals = ClickStream.Generate(_plan).Select(person => person.Arrives).ToArray();

        Assert.Equal(arrivals.Order(), arrivals);
        Assert.All(arrivals, arrival => Assert.InRange(arrival, TimeSpan.Zero, _plan.Length));
    }

    [Fact]
    public void Generate_ManySeconds_ArrivalsArePoisson()
    {
        var plan = _plan with { After = S(1000) };

        var perSecond = ClickStream.Generate(plan).CountBy(person => (int)person.Arrives.TotalSeconds)
            .Select(pair => (double)pair.Value).ToArray();

        // Of a Poisson process the mean and the variance of the counts are the same.
        var mean = perSecond.Average();
        Assert.Equal(plan.PeoplePerSecond, mean, 1.0);
        Assert.Equal(1, perSecond.Average(count => (count - mean) * (count - mean)) / mean, 0.15);
    }

    [Fact]
    public void Generate_ManyPeople_MatchThePlan()
    {
        var people = ClickStream.Generate(_plan with { After = S(500) });
        var clicks = people.SelectMany(person => person.Clicks).ToArray();
        var again = people.SelectMany(person => person.Clicks.SkipLast(1)).ToArray();

        Assert.Equal(_plan.ReportShare, people.Average(person => person.Wants == Page.Report ? 1.0 : 0.0), 0.01);
        Assert.Equal(0.5, clicks.Average(click => click.Patience > _plan.PatienceMedian ? 1.0 : 0.0), 0.01);
        Assert.Equal(_plan.ClickAgainChance, again.Average(click => click.ClicksAgain ? 1.0 : 0.0), 0.01);
        Assert.All(clicks, click => Assert.InRange(click.Patience, _plan.PatienceMin, _plan.PatienceMax));
        Assert.All(clicks, click => Assert.InRange(click.Pause, _plan.PauseMin, _plan.PauseMax));
    }

    [Fact]
    public void Generate_LastClick_IsTheLast() =>
        Assert.All(ClickStream.Generate(_plan), person =>
        {
            Assert.Equal(_plan.MaxClicks, person.Clicks.Count);
            Assert.False(person.Clicks[^1].ClicksAgain);
        });

    [Fact]
    public void ClickNumber_AllClicks_AreDifferent()
    {
        var numbers = ClickStream.Generate(_plan)
            .SelectMany(person => person.Clicks.Select((_, attempt) => person.ClickNumber(attempt)))
            .ToArray();

        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    private static string Text(IEnumerable<Person> people) => JsonSerializer.Serialize(people);
}
