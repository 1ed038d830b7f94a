using CsCheck;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>Every order in which a few callers join and leave and the work ends; and random orders of many, against a model of one page.</summary>
public sealed class FlightModelTests
{
    [Theory]
    [InlineData(1, 1, 1, 24)]
    [InlineData(2, 1, 1, 2_184)]
    [InlineData(3, 0, 1, 20_684)]
    public void Flight_EveryOrderOfDeeds_DoesAsTheModelSays(int callers, int times, int forgets, int orders)
    {
        int explored = Explorer.Explore(() => new FlightModel(callers, times, forgets), static model => model.Deeds, static model => model.Compare());

        Assert.Equal(orders, explored);
    }

    [Fact]
    public void Flight_RandomDeedsOfManyCallers_DoesAsTheModelSays() =>
        Gen.Int[0, 1_000].Array[1, 60].Sample(
            static picks =>
            {
                var model = new FlightModel(callers: 12, times: 3, forgets: 3);
                foreach (int pick in picks)
                {
                    IReadOnlyList<Action> deeds = model.Deeds;
                    if (deeds.Count > 0)
                    {
                        deeds[pick % deeds.Count]();
                        model.Compare();
                    }
                }
            },
            iter: 1_000);
}
