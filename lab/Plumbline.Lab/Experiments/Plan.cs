namespace Plumbline.Lab.Experiments;

/// <summary>Every number an experiment is made of. Both variants run the same plan.</summary>
/// <remarks>
/// The rates and times are a full-size experiment's, scaled down so that two of them fit side by side on two cores within
/// a minute: the upstream has 2.5 times the workers it needs, the edge has slots for two seconds of arrivals, and people
/// wait a little longer than the deadline. Only the fault is not scaled: a slow answer takes 10 seconds.
/// </remarks>
internal sealed record Plan
{
    /// <summary>Decides the whole stream of people and clicks.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Load without measuring, while code is being compiled.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Measured time before the fault.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How long the upstream takes up slow work.</summary>
    public TimeSpan Fault { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Measured time after the fault.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>New people a second, on average; when they come does not depend on any answer.</summary>
    public double PeoplePerSecond { get; init; } = 80;

    /// <summary>The part of the people who want <c>/report</c>, 0 to 1.</summary>
    public double ReportShare { get; init; } = 0.5;

    /// <summary>Half of the people wait longer than this for a click.</summary>
    public TimeSpan PatienceMedian { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Spread of the log-normal patience.</summary>
    public double PatienceSigma { get; init; } = 0.4;

    /// <summary>Nobody gives up sooner.</summary>
    public TimeSpan PatienceMin { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>Nobody waits longer for one click.</summary>
    public TimeSpan PatienceMax { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How likely a person whose click was in vain clicks again, 0 to 1.</summary>
    public double ClickAgainChance { get; init; } = 0.8;

    /// <summary>Shortest time between leaving and clicking again.</summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest time between leaving and clicking again.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(0.75);

    /// <summary>A person clicks at most so often.</summary>
    public int MaxClicks { get; init; } = 5;

    /// <summary>Requests that the edge works on at once; the others wait their turn.</summary>
    public int EdgeSlots { get; init; } = 160;

    /// <summary>What <c>/home</c> takes.</summary>
    public TimeSpan HomeWork { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Items that the upstream works on at once; the others wait their turn.</summary>
    public int UpstreamWorkers { get; init; } = 20;

    /// <summary>What one item takes the upstream on average, when it is well.</summary>
    public TimeSpan UpstreamWork { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What one item takes the upstream while it is slow.</summary>
    public TimeSpan SlowWork { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time the edge gives a request in the variant that has a context.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time from the first person to the last click.</summary>
    public TimeSpan Length => WarmUp + Before + Fault + After;

    /// <summary>The default experiment, about a minute.</summary>
    public static Plan Full(int seed) => new() { Seed = seed };

    /// <summary>The same story in half the time; too short after the fault to say "never".</summary>
    public static Plan Quick(int seed) => new()
    {
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(2),
        Before = TimeSpan.FromSeconds(4),
        Fault = TimeSpan.FromSeconds(8),
        After = TimeSpan.FromSeconds(12),
    };
}
