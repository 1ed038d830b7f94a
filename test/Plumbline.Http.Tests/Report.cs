namespace Plumbline.Http;

public sealed record Report(string Title, int Pages);
