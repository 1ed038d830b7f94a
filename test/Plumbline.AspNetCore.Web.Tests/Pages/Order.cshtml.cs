using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Plumbline.AspNetCore.Pages;

/// <summary>Found by Razor Pages: handlers that take a context.</summary>
[Deadline("2s")]
[IgnoreAntiforgeryToken]
public sealed class OrderModel : PageModel
{
    public string Text { get; private set; } = "";

    public async Task OnGetAsync(int id, Context ctx)
    {
        await Task.Yield();
        Text = Describe(id, ctx);
    }

    public IActionResult OnPost(Context ctx, int id, [FromForm] string name, CancellationToken token) =>
        Content($"{name}: {Describe(id, ctx)}, {(Context.From(token) == ctx ? "its token" : "another token")}");

    private string Describe(int id, Context ctx) =>
        $"{id}, {(ctx == HttpContext.RequestContext() ? "same" : "another")}, {ctx.Remaining?.TotalSeconds} s left, {ModelState.IsValid}";
}
