using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Plumbline;
using Plumbline.AspNetCore;

namespace Snippets;

/// <summary>What docs/aspnetcore.md quotes about minimal APIs, middleware, controllers and pages.</summary>
internal static class AspNetCoreHandlers
{
    internal static void Map(WebApplication app)
    {
        #region aspnetcore-minimal
        app.MapGet("/reports/{id}", (int id, Context ctx, Reports reports) => reports.FindAsync(ctx, id));
        app.MapGet("/reports", ([AsParameters] ReportQuery query) => query.Reports.ListAsync(query.Ctx, query.Page));
        #endregion

        #region aspnetcore-middleware
        app.Use(async (http, next) =>
        {
            Context ctx = http.RequestContext();
            http.Response.Headers["Time-Left"] = $"{ctx.Remaining}";
            await next(http);
        });
        #endregion
    }

    #region aspnetcore-query
    [ContextCarrier]
    internal sealed record ReportQuery(int Page, Context Ctx, Reports Reports);
    #endregion
}

#region aspnetcore-controller
[ApiController]
[Route("reports")]
[Deadline("5s")]
public sealed class ReportsController : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> Create(NewReport report, Context ctx)
    {
        await Task.Delay(report.Pages, ctx);
        return Accepted();
    }
}
#endregion

#region aspnetcore-page
public sealed class ReportModel : PageModel
{
    public string Title { get; private set; } = "";

    public async Task OnGetAsync(int id, Context ctx)
    {
        await Task.Delay(id, ctx);
        Title = $"Report {id}";
    }
}
#endregion

/// <summary>The body of a request.</summary>
public sealed record NewReport(int Pages);
