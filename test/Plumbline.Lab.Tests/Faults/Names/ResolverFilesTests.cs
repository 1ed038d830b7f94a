using System.Net;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Faults.Names;

namespace Plumbline.Lab.Tests.Faults.Names;

public sealed class ResolverFilesTests
{
    [Fact]
    public async Task Wrapper_Program_SeesThemAndTheMachineDoesNot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Tables of mounts are Linux's.");
        var reason = ResolverFiles.WhyNot();
        Assert.SkipWhen(reason is not null, $"Not here: {reason}");
        using var files = new ResolverFiles(IPAddress.Parse("127.53.0.9"));

        var inside = await SystemTool.RunAsync(
            Context.From(TestContext.Current.CancellationToken), [.. files.Wrapper, "cat", "/etc/resolv.conf", "/etc/nsswitch.conf"]);

        Assert.Equal("nameserver 127.53.0.9\noptions timeout:30 attempts:1\nhosts: files dns\n", inside);
        Assert.NotEqual(inside, await File.ReadAllTextAsync("/etc/resolv.conf", TestContext.Current.CancellationToken));
    }
}
