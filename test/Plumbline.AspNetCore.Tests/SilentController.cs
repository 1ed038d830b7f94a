using Microsoft.AspNetCore.Mvc;

namespace Plumbline.AspNetCore;

/// <summary>Found by MVC: says nothing about deadlines.</summary>
[ApiController]
public sealed class SilentController : ControllerBase
{
    [HttpGet("/silent")]
    public string Remaining() => $"{HttpContext.RequestContext().Remaining}";
}
