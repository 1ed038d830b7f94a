using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace Plumbline.RuleCost.Reading.Conversion;

/// <summary>Turns code with cancellation tokens into code with contexts, for the rules to have something to say about it.</summary>
/// <remarks>
/// A parameter of a method whose every relative is in the sources becomes a context, and the first parameter, at its calls too. A local source becomes a scope.
/// What a delegate, a foreign base or an attribute fixes stays a token, and goes through <c>Context.From</c> where a context is asked for.
/// </remarks>
internal static class ContextConversion
{
    /// <summary>Converts what can be converted, and says on the console how much that was.</summary>
    internal static CSharpCompilation Convert(CSharpCompilation compilation)
    {
        var methods = TokenMethods.Find(compilation);
        var (converted, sources) = (compilation, 0);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var rewriter = new ContextRewriter(compilation.GetSemanticModel(tree), methods);
            var root = tree.GetRoot();
            var visited = rewriter.Visit(root);
            if (visited is null || visited == root)
                continue;

            // Parsed anew: what was put together node by node need not be what a parser makes of it.
            converted = converted.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(visited.ToFullString(), (CSharpParseOptions)tree.Options, tree.FilePath));
            sources += rewriter.Sources;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    as contexts: {methods.Count} parameters of as many methods, {methods.Fixed} left as tokens; {sources} sources"));
        return converted;
    }
}
