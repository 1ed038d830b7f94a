using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class DeadDeadlineTests
{
    [Theory]
    [InlineData("[|TimeSpan.Zero|]")]
    [InlineData("[|default|]")]
    [InlineData("[|default(TimeSpan)|]")]
    [InlineData("[|TimeSpan.FromSeconds(0)|]")]
    [InlineData("[|TimeSpan.FromSeconds(-1.5)|]")]
    [InlineData("[|-TimeSpan.FromSeconds(1)|]")]
    [InlineData("[|new TimeSpan()|]")]
    [InlineData("[|new TimeSpan(0, 0, 0)|]")]
    [InlineData("[|TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(60)|]")]
    [InlineData("[|0 * TimeSpan.FromMinutes(1)|]")]
    [InlineData("[|TimeSpan.MinValue|]")]
    [InlineData("[|_none|]")]
    public async Task Limit_ZeroOrLess_IsReported(string limit) => await Verify<DeadDeadlineRule>.ReportsAsync(
        $$"""
        class C
        {
            private static readonly TimeSpan _none = TimeSpan.FromMilliseconds(0);

            void M(Context ctx)
            {
                using var cancel = ctx.WithTimeout({{limit}}, out var call);
                GC.KeepAlive(_none);
            }
        }
        """);

    [Theory]
    [InlineData("TimeSpan.FromTicks(1)")]
    [InlineData("TimeSpan.FromSeconds(0.5)")]
    [InlineData("Timeout.InfiniteTimeSpan")]
    [InlineData("TimeSpan.FromMilliseconds(-1)")]
    [InlineData("TimeSpan.MaxValue")]
    [InlineData("new TimeSpan(0, 0, 1)")]
    [InlineData("_limit")]
    [InlineData("Changing")]
    [InlineData("limit")]
    [InlineData("limit - TimeSpan.FromSeconds(1)")]
    [InlineData("TimeSpan.FromSeconds(seconds)")]
    [InlineData("TimeSpan.FromSeconds(double.NaN)")]
    public async Task Limit_MoreThanZeroOrNotKnown_IsSilent(string limit) => await Verify<DeadDeadlineRule>.IsSilentAsync(
        $$"""
        class C
        {
            private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);
            private static TimeSpan Changing { get; set; } = TimeSpan.Zero;

            void M(Context ctx, TimeSpan limit, int seconds)
            {
                using var cancel = ctx.WithTimeout({{limit}}, out var call);
                GC.KeepAlive((_limit, Changing, limit, seconds));
            }
        }
        """);

    [Theory]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); using var b = one.WithTimeout([|TimeSpan.FromSeconds(2)|], out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx); using var b = ctx.WithTimeout([|TimeSpan.FromSeconds(2)|], out ctx);")]
    [InlineData("using var a = ctx.WithShield(TimeSpan.FromSeconds(1), out var one); using var b = one.WithTimeout([|TimeSpan.FromMinutes(2)|], out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); await one.FailAfterAsync([|TimeSpan.FromSeconds(2)|], c => Task.CompletedTask);")]
    [InlineData("await ctx.FailAfterAsync(TimeSpan.FromSeconds(1), c => c.MoveOnAfterAsync([|TimeSpan.FromSeconds(2)|], d => Task.CompletedTask));")]
    [InlineData("await ctx.FailAfterAsync(TimeSpan.FromSeconds(1), async c => { using var b = c.WithTimeout([|TimeSpan.FromSeconds(2)|], out var two); await Task.Yield(); });")]
    [InlineData("await ctx.MoveOnAfterAsync([|TimeSpan.Zero|], c => Task.CompletedTask);")]
    [InlineData("async Task L() { using var a = ctx.WithTimeout(_minute, out var one); using var b = one.WithTimeout([|TimeSpan.FromHours(1)|], out var two); await Task.Yield(); } await L();")]
    [InlineData("using (ctx.WithShield([|-_minute|], out var one)) { await Task.Yield(); }")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); using var b = one.WithValue(_key, 1).WithTimeout([|TimeSpan.FromSeconds(2)|], out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); for (var i = 0; i < 3; i++) { using var b = one.WithTimeout([|TimeSpan.FromSeconds(2)|], out var two); await Task.Yield(); }")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx); if (ctx.IsDone) { using (ctx.WithTimeout([|TimeSpan.FromSeconds(2)|], out var two)) { await Task.Yield(); } }")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); try { await one.FailAfterAsync([|TimeSpan.FromSeconds(2)|], c => Task.CompletedTask); } catch (TimeoutException) { }")]
    public async Task Limit_LongerThanTheOneAbove_IsReported(string body) => await Verify<DeadDeadlineRule>.ReportsAsync(Method(body));

    [Theory]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(2), out var one); using var b = one.WithTimeout(TimeSpan.FromSeconds(1), out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); using var b = one.WithTimeout(TimeSpan.FromSeconds(1), out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); using var b = ctx.WithTimeout(TimeSpan.FromSeconds(2), out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); using var b = one.WithShield(TimeSpan.FromSeconds(2), out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); using var b = one.WithoutCancel().WithTimeout(TimeSpan.FromSeconds(2), out var two);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); one = ctx; using var b = one.WithTimeout(TimeSpan.FromSeconds(2), out var two);")]
    [InlineData("if (ctx.IsDone) { ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx); } using var b = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); while (one.IsDone) { ctx.WithCancel(out one); } using var b = one.WithTimeout(TimeSpan.FromSeconds(2), out var two);")]
    [InlineData("using var a = ctx.WithCancel(out var one); using var b = one.WithTimeout(TimeSpan.FromSeconds(2), out var two);")]
    [InlineData("await ctx.FailAfterAsync(TimeSpan.FromSeconds(3), c => c.MoveOnAfterAsync(TimeSpan.FromSeconds(2), d => Task.CompletedTask));")]
    [InlineData("await ctx.FailAfterAsync(TimeSpan.FromSeconds(1), c => ctx.MoveOnAfterAsync(TimeSpan.FromSeconds(2), d => Task.CompletedTask));")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(2), out var one); for (var i = 0; i < 3; i++) { using var b = one.WithTimeout(TimeSpan.FromSeconds(1), out var two); await Task.Yield(); }")]
    [InlineData("for (var i = 0; i < 3; i++) { using var b = ctx.WithTimeout(TimeSpan.FromSeconds(2), out var two); await Task.Yield(); } using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx);")]
    [InlineData("Func<Task> f = async () => { using var b = ctx.WithTimeout(TimeSpan.FromSeconds(2), out var two); await Task.Yield(); }; using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx); await f();")]
    [InlineData("using var a = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var one); for (var i = 0; i < 3; i++) { using var b = one.WithTimeout(TimeSpan.FromSeconds(2), out one); await Task.Yield(); }")]
    public async Task Limit_NotLongerOrNotDerived_IsSilent(string body) => await Verify<DeadDeadlineRule>.IsSilentAsync(Method(body));

    [Fact]
    public async Task Limit_InTopLevelStatements_IsReported() => await Verify<DeadDeadlineRule>.ReportsAsync(
        "using var cancel = Context.Background.WithTimeout([|TimeSpan.Zero|], out var ctx);", OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("class T { [Xunit.Fact] public void M() { using var cancel = Context.Background.WithTimeout(TimeSpan.Zero, out var ctx); } }")]
    [InlineData("class T { [Xunit.Fact] public void M() => N(); void N() { using var cancel = Context.Background.WithTimeout(TimeSpan.Zero, out var ctx); } }")]
    public async Task Limit_InTests_IsSilent(string code) => await Verify<DeadDeadlineRule>.IsSilentAsync(
        code + " namespace Xunit { class FactAttribute : Attribute; }");

    [Fact]
    public async Task Limit_InGeneratedCode_IsSilent() => await Verify<DeadDeadlineRule>.IsSilentAsync(
        "// <auto-generated/>\n" + Method("using var a = ctx.WithTimeout(TimeSpan.Zero, out var one);"));

    [Fact]
    public async Task Limit_OfAnotherType_IsSilent() => await Verify<DeadDeadlineRule>.IsSilentAsync(
        "class D { public D WithTimeout(TimeSpan limit) => this; } class C { D M(D d) => d.WithTimeout(TimeSpan.Zero); }");

    [Fact]
    public async Task Limit_InBrokenCode_DoesNotThrow() => await Verify<DeadDeadlineRule>.ReportsAsync(
        "class C { void M(Context ctx) { ctx.WithTimeout(; ctx.WithTimeout(TimeSpan.FromSeconds(x, out var y); } }", compiler: CompilerDiagnostics.None);

    private static string Method(string body) =>
        $$"""
        using Plumbline.Concurrency;

        partial class C<T>
        {
            private static readonly ContextKey<int> _key = new("key");
            private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
        }

        partial class C<T>
        {
            async Task M(Context ctx)
            {
                {{body}}
                await Task.Yield();
                GC.KeepAlive((_key, _minute));
            }
        }
        """;
}
