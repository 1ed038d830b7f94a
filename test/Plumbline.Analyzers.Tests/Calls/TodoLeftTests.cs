using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class TodoLeftTests
{
    [Theory]
    [InlineData("class C { Context M() => [|Context.Todo()|]; }")]
    [InlineData("class C { void M() { using var cancel = [|Context.Todo()|].WithTimeout(TimeSpan.FromSeconds(1), out var ctx); } }")]
    [InlineData("class C { Func<Context> F = () => [|Context.Todo()|]; }")]
    public async Task Todo_AnyPlace_IsReported(string code) => await Verify<TodoLeftAnalyzer>.ReportsAsync(code);

    [Theory]
    [InlineData("class C { Context M() => Context.Background; }")]
    [InlineData("class C { Task Use(Context ctx) => Task.CompletedTask; Task M(Context ctx) => Use(Context.Todo()); }")]
    [InlineData("class Context { public static Context Todo() => new(); } class C { Context M() => Context.Todo(); }")]
    public async Task Todo_AnotherMethodOrAnotherRulesPlace_IsSilent(string code) => await Verify<TodoLeftAnalyzer>.IsSilentAsync(code);
}
