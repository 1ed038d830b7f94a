using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows work that has to be done all the more when the context is done: it ends something.</summary>
internal static class Cleanup
{
    private static readonly string[] _endings = ["Abort", "Close", "Deactivate", "Disconnect", "Release", "Rollback", "Shutdown", "Stop", "Terminate", "Unlock", "Unregister", "Unsubscribe"];

    /// <summary>Whether a node stands where a context may be done and work must be done all the same: <c>finally</c>, <c>catch</c>, <c>Dispose</c>.</summary>
    internal static bool IsAround(SyntaxNode node)
    {
        for (var current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case FinallyClauseSyntax or CatchClauseSyntax or DestructorDeclarationSyntax:
                    return true;
                case MethodDeclarationSyntax method:
                    return IsCleanupName(method.Identifier.ValueText);
                case LocalFunctionStatementSyntax function when IsCleanupName(function.Identifier.ValueText):
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Whether a method ends something, or is a part of that, which has to be done all the more when the context is done: a transaction is rolled back, a host is stopped.</summary>
    internal static bool Is(IMethodSymbol method) =>
        Ends(method.Name) || IsCleanupName(method.Name);

    /// <summary>Whether a node stands in a method that does nothing but end its object: <c>async Task RollbackAsync(Context ctx)</c>. What has more to its name, as <c>CloseTicketAsync</c>, may be work like any other.</summary>
    internal static bool IsInside(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(static around => around is MethodDeclarationSyntax or LocalFunctionStatementSyntax) switch
    {
        MethodDeclarationSyntax method => IsEnding(method.Identifier.ValueText),
        LocalFunctionStatementSyntax function => IsEnding(function.Identifier.ValueText),
        _ => false,
    };

    /// <summary>Whether a name is that of what ends something, or is a part of that: <c>StopAsync</c>, <c>BeforeCloseAsync</c>, <c>FinishCloseAsync</c>.</summary>
    internal static bool Ends(string name) =>
        Begins(name, "Before") || Begins(name, "Finish") ? EndsItself(name.Substring(6)) : EndsItself(name);

    /// <summary>Whether a node stands in a <c>catch</c> from which a loop goes on to its next attempt: a pause there is a wait, and cleans nothing up.</summary>
    internal static bool IsBetweenAttempts(SyntaxNode node)
    {
        var isCaught = false;
        for (var current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case CatchClauseSyntax:
                    isCaught = true;
                    break;
                case FinallyClauseSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return false;
                case WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax when isCaught:
                    return !IsAround(current);
                default:
                    break;
            }
        }

        return false;
    }

    private static bool IsEnding(string name) => _endings.Any(ending =>
        name.StartsWith(ending, StringComparison.OrdinalIgnoreCase) && name.Substring(ending.Length) is "" or "Async" or "Core" or "CoreAsync");

    private static bool EndsItself(string name) => _endings.Any(ending => Begins(name, ending));

    // A word of its own: StopAsync, CloseConnectionAsync and closeAsync, not Stopwatch.
    private static bool Begins(string name, string word) =>
        name.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (name.Length == word.Length || char.IsUpper(name[word.Length]));

    private static bool IsCleanupName(string name) => name.Contains("Dispos") || name.StartsWith("Cleanup", StringComparison.OrdinalIgnoreCase);
}
