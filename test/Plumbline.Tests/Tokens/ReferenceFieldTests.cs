using System.Reflection;

namespace Plumbline.Tests.Tokens;

/// <summary>Private fields of the runtime, read where they lie; and by reflection where that is not known for certain.</summary>
public sealed class ReferenceFieldTests
{
    private static readonly FieldInfo _second = typeof(Holder).GetField("_second", BindingFlags.Instance | BindingFlags.NonPublic)!;

    [Fact]
    public void CallbacksOnATokenSource_OnThisRuntime_AreLookedForWithoutReflection() => Assert.True(TokenSources.LooksStraight);

    [Fact]
    public void Field_WithTwoSamples_IsFoundAndRead()
    {
        var field = new ReferenceField(_second, new Holder("a", "b"), new Holder("c", "d"));

        Assert.True(field.IsPlaceKnown);
        Assert.Equal("f", field[new Holder("e", "f")]);
        Assert.Null(field[new Holder("e", null)]);
    }

    [Fact]
    public void Field_SampleHoldsNothing_IsReadByReflection()
    {
        var field = new ReferenceField(_second, new Holder("a", null));

        Assert.False(field.IsPlaceKnown);
        Assert.Equal("f", field[new Holder("e", "f")]);
    }

    private sealed class Holder(string? first, string? second)
    {
        private readonly string? _first = first;
        private readonly string? _second = second;

        public override string ToString() => _first + _second;
    }
}
