#region hub-alias
using Microsoft.AspNetCore.SignalR;
using CallContext = Plumbline.Context;

namespace Snippets;

internal sealed class ReportHub(Reports reports) : Hub
{
    public Task<string> Build(CallContext ctx) => reports.BuildAsync(ctx);
}
#endregion
