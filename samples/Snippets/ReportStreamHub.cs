using Microsoft.AspNetCore.SignalR;
using Plumbline.AspNetCore;
using CallContext = Plumbline.Context;

namespace Snippets;

/// <summary>What docs/aspnetcore.md quotes about hubs.</summary>
#region aspnetcore-hub
[Deadline("30s")]
internal sealed class ReportStreamHub(Reports reports) : Hub
{
    [Deadline("2s")]
    public Task<string> Find(CallContext ctx, int id) => reports.FindAsync(ctx, id);

    [NoDeadline]
    public async IAsyncEnumerable<string> Follow(CallContext ctx)
    {
        for (var id = 1; ; id++)
            yield return await reports.FindAsync(ctx, id);
    }
}
#endregion
