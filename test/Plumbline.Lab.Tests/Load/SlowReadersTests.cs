using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Lab.Load;

namespace Plumbline.Lab.Tests.Load;

public sealed class SlowReadersTests : IDisposable
{
    private readonly TcpListener _edge = new(IPAddress.Loopback, 0);
    private readonly SlowReaders _readers;

    public SlowReadersTests()
    {
        _edge.Start();
        _readers = new SlowReaders(new Uri($"http://{_edge.LocalEndpoint}"), new FakeTimeProvider());
    }

    public void Dispose()
    {
        _readers.Dispose();
        _edge.Dispose();
    }

    [Fact]
    public async Task Come_OneASecond_AsksForThePage()
    {
        _readers.Come(perSecond: 1);

        using var visitor = await Bounded.WaitAsync(_edge.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask(), "a visitor");
        var request = new byte[16];
        await Bounded.WaitAsync(visitor.ReceiveAsync(request), "the visitor's request");

        Assert.StartsWith("GET /home HTTP/1", Encoding.ASCII.GetString(request), StringComparison.Ordinal);
        _readers.Come(perSecond: 0);
    }

    [Fact]
    public async Task Come_Nobody_HangsUp()
    {
        _readers.Come(perSecond: 1);
        using var visitor = await Bounded.WaitAsync(_edge.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask(), "a visitor");

        _readers.Come(perSecond: 0);

        var ended = ReadToEndAsync(visitor);
        Assert.True(await Bounded.WaitAsync(ended, "the visitor to hang up"));
    }

    private static async Task<bool> ReadToEndAsync(Socket visitor)
    {
        var part = new byte[256];
        try
        {
            while (await visitor.ReceiveAsync(part) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset: that is hanging up, too.
        }

        return true;
    }
}
