using Plumbline.Analyzers.CodeFixes.Scopes;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class WrongContextFixTests
{
    [Fact]
    public async Task Fix_EveryUse_NamesTheChildAndKeepsComments() => await Verify<WrongContextRule>.FixesAsync<WrongContextFixer>(
        """
        class C
        {
            async Task M(Context ctx)
            {
                using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call);
                await Task.Delay(1, /* the limit */ [|ctx|] /* above */);
                await Task.Delay(1, ctx.Token);
                await Task.Run(() => Task.Delay(1, ctx));
            }
        }
        """,
        """
        class C
        {
            async Task M(Context ctx)
            {
                using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call);
                await Task.Delay(1, /* the limit */ call /* above */);
                await Task.Delay(1, call.Token);
                await Task.Run(() => Task.Delay(1, call));
            }
        }
        """);

    [Fact]
    public async Task Fix_Lambda_NamesItsParameter() => await Verify<WrongContextRule>.FixesAsync<WrongContextFixer>(
        """
        using Plumbline.Concurrency;
        class C
        {
            Task M(Context ctx) => ctx.FailAfterAsync(TimeSpan.FromSeconds(1), @event => Task.Delay(1, [|ctx|]));
        }
        """,
        """
        using Plumbline.Concurrency;
        class C
        {
            Task M(Context ctx) => ctx.FailAfterAsync(TimeSpan.FromSeconds(1), @event => Task.Delay(1, @event));
        }
        """);
}
