using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Knows <c>extension(…)</c> blocks, for which the version of Roslyn that this is built with has no names yet.</summary>
internal static class ExtensionBlocks
{
    /// <summary><c>TypeKind.Extension</c>.</summary>
    internal const TypeKind Kind = (TypeKind)14;

    /// <summary>What a block extends, with its name if it has one; null for any other type.</summary>
    internal static ParameterSyntax? ReceiverOf(SyntaxNode? type) =>
        type is TypeDeclarationSyntax { ParameterList.Parameters: { Count: 1 } receivers }
        and not (ClassDeclarationSyntax or StructDeclarationSyntax or InterfaceDeclarationSyntax or RecordDeclarationSyntax)
            ? receivers[0]
            : null;
}
