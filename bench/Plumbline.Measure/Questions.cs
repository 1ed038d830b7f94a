namespace Plumbline.Measure;

/// <summary>All that can be asked, in the order of the summary.</summary>
internal static class Questions
{
    internal static IReadOnlyList<IQuestion> All { get; } =
    [
        new DeriveQuestion(),
        new ThreadsQuestion(),
        new ReadQuestion(),
        new LatenessQuestion(),
        new StarvedLatenessQuestion(),
        new FloodQuestion(),
        new EarliestQuestion(),
        new WakingQuestion(),
        new FirstPushQuestion(),
        new ShortScopesQuestion(),
        new LongScopesQuestion(),
        new SelectQuestion(),
    ];

    internal static IQuestion? Find(string name) => All.FirstOrDefault(question => question.Name == name);
}
