namespace Plumbline.Measure;

/// <summary>What holders of a context do all the time: ask, look up, pass on.</summary>
internal sealed class ReadQuestion : IQuestion
{
    public string Name => "read";

    public string Title => "What does it cost to ask a context something?";

    public string Method =>
        "As in [derive](derive.md). The polled context is live and has a deadline, its own or its parent's; loops are unrolled ten times, " +
        "what is left of them is in both. The list of twenty is a chain as Go's context is one, of cancel layers and values, with the value " +
        "at its end.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        Context.Background.WithTimeout(TimeSpan.FromHours(1), out Context timed);
        timed.WithCancel(out Context below);
        var poll = new Contestant("`token.IsCancellationRequested`", ReadBatches.Operations, new TokenPollBatch(new CancellationTokenSource(TimeSpan.FromHours(1)).Token).Run);
        var values = new ReadBatches(ReadBatches.BelowTwentyLayers());
        Duel[] duels =
        [
            new("value lookup below 20 cancel layers", Of(values.Lookup), new("walking a list of 20", ReadBatches.Operations, new ListBatch().Run), Aim.AtMost(0.25, 0.15)),
            new("`IsDone` on a live context with a deadline", Of(new ReadBatches(timed).IsDone), poll, Aim.AtMost(3, 1.5)),
            new("`IsDone` below a deadline", Of(new ReadBatches(below).IsDone), poll),
            new("`ThrowIfDone`", Of(new ReadBatches(timed).ThrowIfDone), poll),
            new("`Remaining`", Of(new ReadBatches(timed).Remaining), new("reading the clock", ReadBatches.Operations, ReadBatches.Clock)),
        ];
        double bytes = Of(new ReadBatches(timed).PassAndCompare).Bytes();
        return
        [
            .. duels.SelectMany(duel => duel.Fight(profile)),
            new Finding("`WithoutCancel`, `Background`, passing, comparing: bytes", bytes, $"{bytes:0.#} B", Aim.AtMost(0, null, "B")),
        ];
    }

    private static Contestant Of(Action batch) => new("contexts", ReadBatches.Operations, batch);
}
