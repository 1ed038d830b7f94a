using Microsoft.AspNetCore.Mvc;

namespace Plumbline.AspNetCore;

/// <summary>Found by MVC: a controller by convention, without <c>[ApiController]</c>.</summary>
public sealed class HomeController : Controller
{
    [Deadline("2s")]
    public IActionResult Index(int id, Context ctx) =>
        Content($"{id}, {(ctx == HttpContext.RequestContext() ? "same" : "another")}, {ctx.Remaining?.TotalSeconds} s left, {ModelState.IsValid}");
}
