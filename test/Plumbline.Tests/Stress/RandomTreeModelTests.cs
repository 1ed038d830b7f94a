using CsCheck;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Random trees of contexts, derived, canceled and left to their deadlines, against a model of one page.</summary>
public sealed class RandomTreeModelTests
{
    private static readonly int _lastDeed = (int)Enum.GetValues<TreeModel.Deed>().Max();

    private static readonly Gen<(TreeModel.Deed Deed, int Which, int Other, int Milliseconds)[]> _deeds = Gen.Select(
        Gen.Int[0, _lastDeed].Select(static deed => (TreeModel.Deed)deed), Gen.Int[0, 1_000], Gen.Int[0, 1_000], Gen.Int[0, 60]).Array[1, 80];

    [Fact]
    [Trait("Behaviour", "B10"), Trait("Behaviour", "B20"), Trait("Behaviour", "B22"), Trait("Behaviour", "B23"), Trait("Behaviour", "B26")]
    [Trait("Behaviour", "B34"), Trait("Behaviour", "B36"), Trait("Behaviour", "B37"), Trait("Behaviour", "B40"), Trait("Behaviour", "B52")]
    [Trait("Behaviour", "B53"), Trait("Behaviour", "B55"), Trait("Behaviour", "B56"), Trait("Behaviour", "B79"), Trait("Behaviour", "B93")]
    public void Tree_AnySequenceOfDeeds_DoesAsTheModelSays() =>
        _deeds.Sample(
            static deeds =>
            {
                var model = new TreeModel();
                model.Play(deeds);
                Task settled = VirtualTime.SettleAsync(model.Clock);
                Spin.Until(() => settled.IsCompleted);
                model.CompareCallbacks();
            },
            iter: 3_000);
}
