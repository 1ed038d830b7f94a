using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows tasks that an object hands to itself to look after: nobody waits for them where they stand.</summary>
internal static class WatchedWork
{
    /// <summary>Whether a task is handed to a method of the same object that gives nothing back, and says that it looks after it: <c>FailOn(PumpAsync())</c>, <c>Watch(…)</c>.</summary>
    internal static bool Is(IOperation task)
    {
        while (task.Parent is IConversionOperation)
        {
            task = task.Parent;
        }

        return task.Parent is IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation { TargetMethod: { ReturnsVoid: true } method, Parent: IExpressionStatementOperation } call }
            && CallSite.IsTaskLike(parameter.Type)
            && call.Instance is IInstanceReferenceOperation
            && Watches(method.Name);
    }

    private static bool Watches(string name) => name.Contains("Watch") || name.Contains("Observe") || name.Contains("Monitor") || name.Contains("FailOn") || name.Contains("OnFail") || name.Contains("OnFault") || name.Contains("OnError");
}
