namespace Plumbline.Aot;

internal sealed record Answer(int Id, bool IsRequests, bool HasDeadline);
