using Microsoft.AspNetCore.Mvc;

namespace Plumbline.AspNetCore;

/// <summary>Found by MVC: actions whose deadlines are their own or their controller's.</summary>
[ApiController]
[Deadline("4s")]
public sealed class DeadlinesController : ControllerBase
{
    [HttpGet("/controller")]
    public string OfController() => $"{HttpContext.RequestContext().Remaining}";

    [HttpGet("/action")]
    [Deadline("2s")]
    public string OfAction() => $"{HttpContext.RequestContext().Remaining}";

    [HttpGet("/free")]
    [NoDeadline]
    public string Free() => $"{HttpContext.RequestContext().Remaining}";
}
