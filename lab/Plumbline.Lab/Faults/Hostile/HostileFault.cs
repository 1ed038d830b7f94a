using System.Globalization;
using System.Net;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Hostile;

/// <summary>Someone sends the edge hostile deadline headers, and asks for reports only to hang up at once.</summary>
internal sealed class HostileFault : IFault
{
    // In requests for each person who comes: the hang-ups alone ask for twice as many reports as people do.
    private const double HeadersPerPerson = 0.5;
    private const double HangUpsPerPerson = 1;

    private HostileCrowd? _crowd;
    private CancelScope _attack;
    private Task _running = Task.CompletedTask;

    public string Name => "hostile-headers";

    public int Number => 15;

    public string Summary => "beside the people someone sends malformed, huge, zero and repeated deadline headers, and hangs up on reports at once";

    public Task BeginAsync(Context ctx, Cluster cluster)
    {
        var edge = IPEndPoint.Parse(cluster.ServicesOf(Hop.Edge).Single().Address.Authority);
        _crowd = new HostileCrowd(edge, TimeProvider.System);
        _attack = ctx.WithCancel(out var attack);
        _running = _crowd.RunAsync(
            attack, cluster.Plan.PeoplePerSecond * HeadersPerPerson, cluster.Plan.PeoplePerSecond * HangUpsPerPerson);
        return Task.CompletedTask;
    }

    public Task EndAsync(Context ctx, Cluster cluster)
    {
        _attack.Cancel();
        if (_crowd is { } crowd)
        {
            var answers = crowd.Answers.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => string.Create(
                CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value}"));
            cluster.Remark(string.Create(
                CultureInfo.InvariantCulture,
                $"The hostile headers were answered so: {string.Join(", ", answers)}. {crowd.HangUps} reports were asked for only to hang up."));
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _attack.Dispose();
        await _running;
    }
}
