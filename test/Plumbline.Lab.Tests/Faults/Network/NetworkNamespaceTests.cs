using Plumbline.Lab.Faults.Network;

namespace Plumbline.Lab.Tests.Faults.Network;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public void WhyNot_AnyMachine_IsNullOrASentence()
    {
        var reason = NetworkNamespace.WhyNot();

        Assert.True(reason is null || reason.Length > 10, reason);
    }

    [Fact]
    public void IsOwn_Tests_AreInNone() => Assert.False(NetworkNamespace.IsOwn);
}
