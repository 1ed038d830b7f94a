using Microsoft.AspNetCore.SignalR;
using Plumbline.Loopback;
using CallContext = Plumbline.Context;

namespace Plumbline.AspNetCore;

/// <summary>Methods that take the context of their call.</summary>
[Deadline("4s")]
internal sealed class CallsHub(Seen seen) : Hub
{
    [NoDeadline]
    public string Order(CallContext ctx, string? name, int number)
    {
        seen.Enter(ctx);
        return $"{name ?? "null"}, {number}, {ctx.Status}, {ctx.Remaining is null}";
    }

    public string OfHub(CallContext ctx) => $"{ctx.Remaining}";

    [Deadline("2s")]
    public string OfMethod(CallContext ctx) => $"{ctx.Remaining}";

    [DeadlinePolicy("three")]
    public string OfPolicy(CallContext ctx) => $"{ctx.Remaining}";

    [Deadline("1h")]
    public string OfMaximum(CallContext ctx) => $"{ctx.Remaining}";

    [NoDeadline]
    public string Free(CallContext ctx) => $"{ctx.Remaining}";

    [HubMethodName("renamed")]
    public string Named(CallContext ctx) => $"{ctx.Remaining}";

    public string Twice(CallContext ctx, CallContext again) => $"{ctx == again && !ctx.IsDone}";

    public async Task WaitAsync(CallContext ctx)
    {
        seen.Enter(ctx);
        await Signal.WaitAsync(ctx.Done, "the context is done");
        ctx.ThrowIfDone("waiting");
    }

    public async Task<int> AskAsync(CallContext ctx)
    {
        seen.Enter(ctx);
        return await Clients.Caller.InvokeAsync<int>("Answer", ctx);
    }

    [NoDeadline]
    public async Task<int> SumAsync(IAsyncEnumerable<int> numbers, CallContext ctx)
    {
        seen.Enter(ctx);
        var sum = 0;
        await foreach (var number in numbers.WithCancellation(ctx))
            sum += number;

        return sum;
    }

    public string ByService(NeedsContext service) => service.Describe();
}
