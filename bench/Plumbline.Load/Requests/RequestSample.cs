using Plumbline.Load.Generators;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Requests;

/// <summary>What one server did in one round.</summary>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="ProcessorMicroseconds">Processor time of the server for a request.</param>
/// <param name="Bytes">Bytes it allocated for a request.</param>
internal sealed record RequestSample(double PerSecond, double ProcessorMicroseconds, double Bytes)
{
    internal static RequestSample Of(Served served, Used before, Used after) => new(
        served.PerSecond,
        (after.ProcessorMilliseconds - before.ProcessorMilliseconds) * 1_000 / served.Requests,
        (double)(after.Bytes - before.Bytes) / served.Requests);
}
