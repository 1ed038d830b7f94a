namespace Plumbline.Measure;

/// <summary>Deriving and ending, the rows that are ratios to linked token sources.</summary>
internal sealed class DeriveQuestion : IQuestion
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    public string Name => "derive";

    public string Title => "What does it cost to derive a context and to end it?";

    public string Method =>
        "Each row is measured in turn with what it is compared to, in one process: the ratio of every round, of which the median is shown " +
        "with the lowest and the highest. A full collection precedes every sample. Parents are live and can be canceled; timeouts are an " +
        "hour where nothing else is said, which no scope here lives. The child is ended by `using`. Bytes include origin, cause and token source. " +
        "A thread that sets deadlines in a loop, as here, leaves nearly all of them open (docs/adr/0007-speed.md); what one pays that sets few, and reads the " +
        "clock for each, is in the row of 100 ms.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        Contestant timed = Named("linked + `CancelAfter`", new LinkedBatches(new CancellationTokenSource().Token).WithTimeout);
        Context.Background.WithCancel(out Context parent);
        Context.Background.WithTimeout(_hour / 2, out Context nearer);
        var ours = new DeriveBatches(parent);
        var below = new DeriveBatches(nearer);
        var bcl = new LinkedBatches(new CancellationTokenSource().Token);
        Duel[] duels =
        [
            new("derive + end with deadline", Of(ours.WithTimeout), timed, Aim.AtMost(0.45, 0.30), Aim.AtMost(144, 120, "B")),
            new("derive + end without deadline", Of(ours.WithCancel), Named("linked source", bcl.WithCancel), Aim.AtMost(1.0, 0.7)),
            new("derive + end under a nearer parent deadline", Of(below.WithTimeout), timed, Aim.AtMost(0.40, 0.30)),
            new("10 layers with deadlines", Of(ours.TenLayers), Named("the same in the BCL", bcl.TenLayers), Aim.AtMost(0.45, 0.25)),
            new("derive + end with a token registered on", Of(ours.Registered), Named("the same in the BCL", bcl.Registered), Aim.AtMost(0.75, 0.5)),
            new("make and cancel 10 000 children of one parent, per child", Tree(DeriveBatches.Tree), Tree(LinkedBatches.Tree, "linked sources"), Aim.AtMost(0.6, 0.35)),
            new("the same where every child's token was taken", Tree(DeriveBatches.TreeWithTokens), Tree(LinkedBatches.Tree, "linked sources")),
            new("derive + end with a deadline of 100 ms", Of(ours.WithShortTimeout), Named("linked + `CancelAfter`", bcl.WithShortTimeout)),
            new("derive + end without deadline, with a token registered on", Of(ours.RegisteredWithoutTimeout), Named("the same in the BCL", bcl.RegisteredWithoutTimeout)),
            new("derive + end with deadline, from the root", Of(new DeriveBatches(Context.Background).WithTimeout), Named("a source with `CancelAfter`", LinkedBatches.Unlinked)),
        ];
        return [.. duels.SelectMany(duel => duel.Fight(profile))];
    }

    private static Contestant Named(string name, Action batch) => new(name, DeriveBatches.Operations, batch);

    private static Contestant Of(Action batch) => Named("contexts", batch);

    private static Contestant Tree(Action batch, string name = "contexts") => new(name, DeriveBatches.Children, batch);
}
