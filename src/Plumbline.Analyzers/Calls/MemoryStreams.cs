using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows calls whose streams are memory, so that there is nothing to wait for: reading, writing and flushing one, also through a writer, serializing into one.</summary>
internal static class MemoryStreams
{
    /// <summary>Whether a call has streams, and every one is a <c>MemoryStream</c>.</summary>
    internal static bool AreAll(IInvocationOperation call)
    {
        if (IsWriterOfMemory(call.Instance))
        {
            return true;
        }

        var isInMemory = false;
        if (call.Instance is { } instance && IsStream(instance.Type))
        {
            if (!IsMemory(instance))
            {
                return false;
            }

            isInMemory = true;
        }

        foreach (var argument in call.Arguments)
        {
            if (IsStream(argument.Parameter?.Type))
            {
                if (!IsMemory(argument.Value))
                {
                    return false;
                }

                isInMemory = true;
            }
        }

        return isInMemory;
    }

    // var writer = new StreamWriter(memory);
    private static bool IsWriterOfMemory(IOperation? writer) =>
        writer is ILocalReferenceOperation { Type.Name: "StreamWriter" or "StreamReader", Local: var local }
        && ContextSource.Initializer(local, writer) is IObjectCreationOperation { Arguments: { Length: > 0 } arguments }
        && IsMemory(arguments[0].Value);

    private static bool IsMemory(IOperation stream)
    {
        while (stream is IConversionOperation conversion)
        {
            stream = conversion.Operand;
        }

        return stream.Type is { Name: "MemoryStream", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } };
    }

    private static bool IsStream(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Stream", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } })
            {
                return true;
            }
        }

        return false;
    }
}
