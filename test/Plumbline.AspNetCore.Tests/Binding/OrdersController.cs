using Microsoft.AspNetCore.Mvc;

namespace Plumbline.AspNetCore;

/// <summary>Found by MVC: actions of an API controller, which infers where parameters come from.</summary>
[ApiController]
[Deadline("2s")]
public sealed class OrdersController : ControllerBase
{
    [HttpGet("/orders/{id}")]
    public string Get(int id, Context ctx) => $"{id}, {Describe(ctx)}";

    [HttpPost("/orders")]
    public async Task<string> PostAsync(OrderBody order, Context ctx)
    {
        await Task.Yield();
        return $"{order.Name}, {Describe(ctx)}";
    }

    [HttpGet("/orders/marked")]
    public string Marked([FromServices] Context ctx) => Describe(ctx);

    [HttpGet("/orders/token")]
    public string Token(CancellationToken cancellationToken) => Describe(Context.From(cancellationToken));

    [HttpGet("/orders/filtered")]
    [ContextFilter]
    public string Filtered() => "not reached";

    private string Describe(Context ctx) =>
        $"{(ctx == HttpContext.RequestContext() ? "same" : "another")}, {ctx.Remaining?.TotalSeconds} s left";

    public sealed record OrderBody(string Name);
}
