using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults.Network;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Names;

/// <summary>The mid knows the upstream by name, and the name server takes ten seconds to answer.</summary>
/// <remarks>
/// A name is asked for when a connection is opened, so the mid's connections live for a second in this fault, before and after it as well. On Linux
/// the runtime asks on a pool thread that nothing can call back: a caller can stop waiting, the question goes on.
/// </remarks>
internal sealed class NameStallFault : IFault
{
    private const int Port = 53;
    private const string UpstreamName = "upstream.lab";
    private static readonly TimeSpan _stall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(1);

    private StallingNameServer? _server;
    private ResolverFiles? _files;

    public string Name => "dns-stall";

    public int Number => 6;

    public string Summary => "the name server takes 10 s to answer; the mid's connections live for 1 s, so it has to ask";

    public bool NeedsOwnNetwork => true;

    public string? WhyNot() => NetworkNamespace.WhyNot() ?? ResolverFiles.WhyNot();

    public Plan Shape(Plan plan) => plan with { ConnectionLifetime = _lifetime };

    public Task PrepareAsync(Context ctx, Plan plan)
    {
        _server = StallingNameServer.Start(Port, TimeProvider.System);
        _files = new ResolverFiles(_server.Address.Address);
        return Task.CompletedTask;
    }

    public ProcessShape Shape(Hop hop) => hop switch
    {
        Hop.Mid when _files is { } files => ProcessShape.Plain with { Prefix = files.Wrapper },
        Hop.Upstream => ProcessShape.Plain with { CalledAs = UpstreamName },
        _ => ProcessShape.Plain,
    };

    public Task BeginAsync(Context ctx, Cluster cluster)
    {
        _server?.Stall(_stall);
        return Task.CompletedTask;
    }

    public Task EndAsync(Context ctx, Cluster cluster)
    {
        _server?.Recover();
        cluster.Remark(string.Create(
            CultureInfo.InvariantCulture,
            $"The name server was asked {_server?.Questions ?? 0} times until the fault was over, and kept {_server?.Stalled ?? 0} of them waiting."));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _files?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
