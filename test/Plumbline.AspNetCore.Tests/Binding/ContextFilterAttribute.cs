using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Plumbline.AspNetCore;

/// <summary>Answers in the place of the action.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContextFilterAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        var ctx = context.HttpContext.RequestContext();
        context.Result = new ContentResult { Content = $"{(ctx.Token == context.HttpContext.RequestAborted ? "same" : "another")}, {ctx.Remaining?.TotalSeconds} s left" };
    }
}
