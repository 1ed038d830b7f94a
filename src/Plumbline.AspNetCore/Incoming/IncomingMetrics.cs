using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Counts requests by what their deadline headers came to. Each request counts at most once in each counter, under the header that counted.</summary>
internal sealed class IncomingMetrics
{
    internal const string HeaderAttribute = "plumbline.deadline.header";

    private readonly Counter<long> _received;
    private readonly Counter<long> _clipped;
    private readonly Counter<long> _invalid;
    private readonly Counter<long> _expired;

    internal IncomingMetrics(IMeterFactory? factory)
    {
        var meter = ServerMeter.From(factory);
        _received = meter.CreateCounter<long>(
            "plumbline.server.deadline.received", "{request}", "Requests with a deadline header, readable or not.");
        _clipped = meter.CreateCounter<long>(
            "plumbline.server.deadline.clipped", "{request}", "Requests whose deadline header asks for more than they get.");
        _invalid = meter.CreateCounter<long>(
            "plumbline.server.deadline.invalid", "{request}", "Requests with a deadline header that cannot be read.");
        _expired = meter.CreateCounter<long>(
            "plumbline.server.deadline.expired", "{request}", "Requests whose deadline was over before user code could start.");
    }

    internal void Count(DeadlineHeader header, IncomingFindings findings)
    {
        Count(_received, header);
        if ((findings & IncomingFindings.Clipped) != 0)
            Count(_clipped, header);
        if ((findings & IncomingFindings.Expired) != 0)
            Count(_expired, header);
    }

    internal void CountExpired()
    {
        if (_expired.Enabled)
            _expired.Add(1);
    }

    internal void CountInvalid(DeadlineHeader header) => Count(_invalid, header);

    private static void Count(Counter<long> counter, DeadlineHeader header)
    {
        if (counter.Enabled)
            counter.Add(1, new TagList { { HeaderAttribute, header.Label } });
    }
}
