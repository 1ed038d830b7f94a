namespace Plumbline.Lab.Experiments;

/// <summary>Every number a run is made of. All candidates run the same plan.</summary>
/// <remarks>
/// What stands here is the full size: the upstream has 2.5 times the workers it needs, the edge has slots for two seconds of arrivals, and half of the
/// people wait longer than the deadline.
/// </remarks>
internal sealed record Plan
{
    /// <summary>Decides the whole stream of people and clicks.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Load without measuring, while code is being compiled.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Measured time before the fault.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How long the fault lasts.</summary>
    public TimeSpan Fault { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Measured time after the fault.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>New people a second, on average; when they come does not depend on any answer.</summary>
    public double PeoplePerSecond { get; init; } = 200;

    /// <summary>The part of the people who want <c>/report</c>, 0 to 1.</summary>
    public double ReportShare { get; init; } = 0.5;

    /// <summary>Half of the people wait longer than this for a click.</summary>
    public TimeSpan PatienceMedian { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Spread of the log-normal patience.</summary>
    public double PatienceSigma { get; init; } = 0.4;

    /// <summary>Nobody gives up sooner.</summary>
    public TimeSpan PatienceMin { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Nobody waits longer for one click.</summary>
    public TimeSpan PatienceMax { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How likely a person whose click was in vain clicks again, 0 to 1.</summary>
    public double ClickAgainChance { get; init; } = 0.8;

    /// <summary>Shortest time between leaving and clicking again.</summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest time between leaving and clicking again.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(0.75);

    /// <summary>A person clicks at most so often.</summary>
    public int MaxClicks { get; init; } = 5;

    /// <summary>Requests that the edge works on at once; the others wait their turn.</summary>
    public int EdgeSlots { get; init; } = 400;

    /// <summary>Connections that the mid has to one upstream at most; calls beyond that wait for one.</summary>
    public int MidConnections { get; init; } = 300;

    /// <summary>How long a connection is used before a new one is opened; for ever unless a fault says otherwise.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Calls to one dependency at once, in the candidates that have such a limit.</summary>
    public int DependencyLimit { get; init; } = 60;

    /// <summary>What <c>/home</c> takes.</summary>
    public TimeSpan HomeWork { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The pages of the edge are filled up to so many bytes.</summary>
    public int PageBytes { get; init; }

    /// <summary>Upstream processes; the mid calls each in turn.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Items that all upstreams together work on at once; the others wait their turn.</summary>
    public int UpstreamWorkers { get; init; } = 50;

    /// <summary>What one item takes the upstream on average, when it is well.</summary>
    public TimeSpan UpstreamWork { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What one item takes the upstream while it is slow.</summary>
    public TimeSpan SlowWork { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time a request has: the candidates' timeouts and deadlines.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a service that is asked to end waits for its requests.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time from the first person to the last click.</summary>
    public TimeSpan Length => WarmUp + Before + Fault + After;

    /// <summary>Workers of one upstream process.</summary>
    public int WorkersOfReplica => Math.Max(1, UpstreamWorkers / Replicas);

    /// <summary>The full experiment: five minutes.</summary>
    public static Plan Full(int seed) => new() { Seed = seed };

    /// <summary>The full size, in 70 seconds.</summary>
    public static Plan Short(int seed) => new()
    {
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(5),
        Before = TimeSpan.FromSeconds(10),
        Fault = TimeSpan.FromSeconds(20),
        After = TimeSpan.FromSeconds(35),
    };

    /// <summary>Two fifths of the size, and times about half as long, so that three runs fit side by side on two cores.</summary>
    /// <remarks>Only the fault is not scaled: a slow answer takes 10 seconds.</remarks>
    public static Plan Quick(int seed) => new Plan
    {
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(4),
        Before = TimeSpan.FromSeconds(8),
        Fault = TimeSpan.FromSeconds(14),
        After = TimeSpan.FromSeconds(30),
        PatienceMedian = TimeSpan.FromSeconds(1.5),
        PatienceMin = TimeSpan.FromSeconds(0.3),
        PatienceMax = TimeSpan.FromSeconds(4),
        RequestTimeout = TimeSpan.FromSeconds(1),
    }.Scaled(0.4);

    /// <summary>The same with so many times the people, and everything that is sized for them.</summary>
    /// <param name="factor">More than zero.</param>
    public Plan Scaled(double factor)
    {
        return this with
        {
            PeoplePerSecond = PeoplePerSecond * factor,
            EdgeSlots = Times(EdgeSlots),
            MidConnections = Times(MidConnections),
            DependencyLimit = Times(DependencyLimit),
            UpstreamWorkers = Times(UpstreamWorkers),
        };

        int Times(int places) => Math.Max(1, (int)Math.Round(places * factor));
    }
}
