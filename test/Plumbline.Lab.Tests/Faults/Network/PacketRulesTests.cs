using Plumbline.Lab.Faults.Network;

namespace Plumbline.Lab.Tests.Faults.Network;

public sealed class PacketRulesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void LoseSome_NoneOrAll_Throws(int percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PacketRules.LoseSome([80], percent));

    [Fact]
    public void LoseGoodbyes_NoPort_Throws() =>
        // "dport { }" would be an error of nft's, and no dport at all would touch everybody's packets.
        Assert.Throws<ArgumentException>(() => PacketRules.LoseGoodbyes([]));

    [Fact]
    public void LoseSome_Ports_NamesThemInBothDirections()
    {
        var rules = PacketRules.LoseSome([80, 443], percent: 7);

        Assert.Contains("tcp dport { 80, 443 } numgen random mod 100 < 7 counter name \"lost\" drop", rules, StringComparison.Ordinal);
        Assert.Contains("tcp sport { 80, 443 } numgen random mod 100 < 7 counter name \"lost\" drop", rules, StringComparison.Ordinal);
    }
}
