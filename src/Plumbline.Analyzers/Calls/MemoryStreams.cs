using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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

    // var writer = new StreamWriter(memory); also where the writer is kept in a field or a property that nothing else is ever put into.
    private static bool IsWriterOfMemory(IOperation? writer) => writer switch
    {
        { Type.Name: not ("StreamWriter" or "StreamReader" or "Utf8JsonWriter") } => false,
        ILocalReferenceOperation { Local: var local } => IsMadeOfMemory(ContextSource.Initializer(local, writer)),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => IsOnlyMadeOfMemory(field, writer),
        IPropertyReferenceOperation { Property: { IsReadOnly: true } property } => IsOnlyMadeOfMemory(property, writer),
        _ => false,
    };

    private static bool IsMadeOfMemory(IOperation? creation) =>
        creation is IObjectCreationOperation { Arguments: { Length: > 0 } arguments } && IsMemory(arguments[0].Value);

    private static bool IsOnlyMadeOfMemory(ISymbol member, IOperation writer)
    {
        if (member.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } declared || declared[0].SyntaxTree != writer.Syntax.SyntaxTree)
        {
            return false;
        }

        var values = declared[0].GetSyntax().DescendantNodes().Select(node => ValueFor(member.Name, node)).OfType<ExpressionSyntax>().ToList();
        return values.Count > 0 && values.TrueForAll(value => IsMadeOfMemory(writer.SemanticModel!.GetOperation(value)));
    }

    // By name: a variable that is called the same makes it no memory, and in doubt there is a report.
    private static ExpressionSyntax? ValueFor(string name, SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } } assignment
            when ((assignment.Left as IdentifierNameSyntax) ?? ((MemberAccessExpressionSyntax)assignment.Left).Name).Identifier.ValueText == name => assignment.Right,
        VariableDeclaratorSyntax { Initializer.Value: var value } declarator when declarator.Identifier.ValueText == name => value,
        PropertyDeclarationSyntax { Initializer.Value: var value } property when property.Identifier.ValueText == name => value,
        _ => null,
    };

    private static bool IsMemory(IOperation stream)
    {
        while (stream is IConversionOperation conversion)
        {
            stream = conversion.Operand;
        }

        return stream.Type is { Name: "MemoryStream", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } }
            or { Name: "ArrayBufferWriter", ContainingNamespace: { Name: "Buffers", ContainingNamespace.Name: "System" } };
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
