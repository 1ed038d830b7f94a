namespace Plumbline.Load.Servers;

/// <summary>What a server's process has used since its start.</summary>
/// <param name="Bytes">Allocated by all threads.</param>
/// <param name="ProcessorMilliseconds">On all cores, in user and system mode.</param>
/// <param name="IsServerCollector">Which garbage collector it has.</param>
internal sealed record Used(long Bytes, double ProcessorMilliseconds, bool IsServerCollector);
