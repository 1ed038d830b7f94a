namespace Plumbline.AspNetCore;

/// <summary>A service that wants a context in its constructor, which nobody gives it.</summary>
internal sealed class NeedsContext(Context ctx)
{
    public string Describe() => $"{ctx.IsDone}: {ctx.Cause?.Message}";
}
