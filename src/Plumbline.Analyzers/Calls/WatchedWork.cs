using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows tasks that an object hands to itself to look after: nobody waits for them where they stand.</summary>
internal static class WatchedWork
{
    /// <summary>Whether a task is all that a method of the same object is called for that gives nothing back: <c>FailOn(PumpAsync())</c>.</summary>
    /// <remarks>One that says it waits has a name like <c>WaitFor</c> or <c>RunSync</c>.</remarks>
    internal static bool Is(IOperation task)
    {
        while (task.Parent is IConversionOperation)
        {
            task = task.Parent;
        }

        return task.Parent is IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation { TargetMethod: { ReturnsVoid: true } method, Parent: IExpressionStatementOperation } call }
            && CallSite.IsTaskLike(parameter.Type)
            && call.Instance is IInstanceReferenceOperation
            && !Waits(method.Name);
    }

    private static bool Waits(string name) => name.Contains("Wait") || name.Contains("Run") || name.Contains("Sync") || name.Contains("Block") || name.Contains("Join") || name.Contains("Result");
}
