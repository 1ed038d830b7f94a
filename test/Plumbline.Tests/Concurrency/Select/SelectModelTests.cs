using CsCheck;
using Plumbline.Concurrency;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>Random sequences of writes, completions, offers and turns, against a model of one page.</summary>
public sealed class SelectModelTests
{
    private static readonly Gen<(SelectModel.Deed Deed, int Which)[]> _deeds = Gen.Select(
        Gen.Int[0, (int)SelectModel.Deed.TurnAgain].Select(static deed => (SelectModel.Deed)deed), Gen.Int[0, 1_000]).Array[1, 80];

    [Theory]
    [InlineData(SelectOrder.Fair)]
    [InlineData(SelectOrder.Listed)]
    public Task NextAsync_AnySequenceOfDeeds_DoesAsTheModelSays(SelectOrder order) =>
        _deeds.SampleAsync(
            async deeds =>
            {
                using var model = new SelectModel(order);
                await model.PlayAsync(deeds);
            },
            iter: 2_000);
}
