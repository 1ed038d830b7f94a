using Plumbline.Analyzers.CodeFixes.Scopes;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class OutlivesRequestFixTests
{
    [Fact]
    public async Task Fix_Contexts_AreDetachedWhereverTheyAreNamed() => await Verify<OutlivesRequestRule>.FixesAsync<OutlivesRequestFixer>(
        """
        using Microsoft.AspNetCore.Http;
        using Plumbline.AspNetCore;
        class C
        {
            void M(HttpContext http, Context ctx)
            {
                _ = Task.Delay(1, /* it */ [|ctx|]); // goes on
                _ = Task.Delay(1, [|ctx|].Token);
                _ = Task.Delay(1, [|http.RequestContext()|]);
                _ = Task.Run(async () =>
                {
                    await Task.Delay(1, [|ctx|]);
                    await Task.Delay(1, ctx);
                });
                _ = [|WaitAsync()|];

                async Task WaitAsync() => await Task.Delay(1, ctx);
            }
        }
        """,
        """
        using Microsoft.AspNetCore.Http;
        using Plumbline.AspNetCore;
        class C
        {
            void M(HttpContext http, Context ctx)
            {
                _ = Task.Delay(1, /* it */ ctx.WithoutCancel()); // goes on
                _ = Task.Delay(1, ctx.WithoutCancel().Token);
                _ = Task.Delay(1, http.RequestContext().WithoutCancel());
                _ = Task.Run(async () =>
                {
                    await Task.Delay(1, ctx.WithoutCancel());
                    await Task.Delay(1, ctx.WithoutCancel());
                });
                _ = WaitAsync();

                async Task WaitAsync() => await Task.Delay(1, ctx.WithoutCancel());
            }
        }
        """);

    [Fact]
    public async Task Fix_Tokens_AreLeftOut() => await Verify<OutlivesRequestRule>.FixesAsync<OutlivesRequestFixer>(
        """
        using Microsoft.AspNetCore.Http;
        class C
        {
            void M(HttpContext http, CancellationToken token)
            {
                _ = Task.Delay(1, [|token|]);
                _ = Task.Run(() => Task.Delay(1, [|http.RequestAborted|]));
            }
        }
        """,
        """
        using Microsoft.AspNetCore.Http;
        class C
        {
            void M(HttpContext http, CancellationToken token)
            {
                _ = Task.Delay(1, CancellationToken.None);
                _ = Task.Run(() => Task.Delay(1, CancellationToken.None));
            }
        }
        """);
}
