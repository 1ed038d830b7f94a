using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Load;

/// <summary>All the people of a run, drawn from the plan's seed alone: both variants meet the same ones.</summary>
internal static class ClickStream
{
    private const int ArrivalStream = -1;

    /// <summary>The people in order of arrival: Poisson arrivals over the plan's length.</summary>
    public static IReadOnlyList<Person> Generate(Plan plan)
    {
        var people = new List<Person>();
        var arrivals = RandomStream.For(plan.Seed, ArrivalStream);
        var arrives = TimeSpan.Zero;
        while (true)
        {
            arrives += TimeSpan.FromSeconds(arrivals.NextExponential() / plan.PeoplePerSecond);
            if (arrives >= plan.Length)
            {
                return people;
            }

            people.Add(Draw(plan, people.Count, arrives));
        }
    }

    private static Person Draw(Plan plan, int id, TimeSpan arrives)
    {
        var random = RandomStream.For(plan.Seed, id);
        var wants = random.NextUnit() < plan.ReportShare ? Page.Report : Page.Home;
        var clicks = new PlannedClick[plan.MaxClicks];
        for (var attempt = 0; attempt < clicks.Length; attempt++)
        {
            var patience = plan.PatienceMedian * Math.Exp(plan.PatienceSigma * random.NextNormal());
            var again = random.NextUnit() < plan.ClickAgainChance;
            var pause = random.NextBetween(plan.PauseMin.TotalSeconds, plan.PauseMax.TotalSeconds);
            clicks[attempt] = new PlannedClick(
                Clamp(patience, plan.PatienceMin, plan.PatienceMax),
                again && attempt < clicks.Length - 1,
                TimeSpan.FromSeconds(pause));
        }

        return new Person(id, arrives, wants, clicks);
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan low, TimeSpan high) =>
        value < low ? low : value > high ? high : value;
}
