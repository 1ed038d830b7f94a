using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>The waits that PLB0011 knows, and how each is written under a context.</summary>
internal static class BlindWaits
{
    /// <summary>Whether a method waits and nothing else: such a call is PLB0011's, and not PLB0004's.</summary>
    internal static bool IsWait(IMethodSymbol method, CallSymbols known) => KindOf(method, known) is not null;

    /// <summary>Which wait a method is, or null.</summary>
    internal static WaitKind? KindOf(IMethodSymbol method, CallSymbols known)
    {
        switch (method.Name)
        {
            case "Sleep":
                return CallSymbols.Is(method.ContainingType, known.Thread) ? WaitKind.Sleep : null;
            case "Delay":
                return CallSymbols.Is(method.ContainingType, known.Plumbline.Task) ? WaitKind.Delay : null;
            case "Wait":
                return CallSymbols.Is(method.ContainingType, known.SemaphoreSlim) ? WaitKind.Semaphore
                    : CallSymbols.Is(method.ContainingType, known.Plumbline.Task) ? WaitKind.Task
                    : null;
            case "WaitAsync":
                return CallSymbols.Is(method.ContainingType, known.SemaphoreSlim) ? WaitKind.SemaphoreAsync : null;
            case "WaitOne":
                return CallSymbols.DerivesFrom(method.ContainingType, known.WaitHandle) && method.Parameters.Length == 0 ? WaitKind.Handle : null;
            case "ReadAsync" or "ReadAllAsync" or "WaitToReadAsync":
                return CallSymbols.Is(method.ContainingType, known.ChannelReader) ? WaitKind.Channel : null;
            case "WriteAsync" or "WaitToWriteAsync":
                return CallSymbols.Is(method.ContainingType, known.ChannelWriter) ? WaitKind.Channel : null;
            default:
                return null;
        }
    }

    /// <summary>Whether a wait is told not to wait: a try, which needs nothing to stop it.</summary>
    internal static bool IsZero(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: 0 }
                || argument.Value is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } }
                || (argument.Value is IDefaultValueOperation && argument.Value.Type?.Name is "TimeSpan"))
            {
                return true;
            }
        }

        return false;
    }
}
