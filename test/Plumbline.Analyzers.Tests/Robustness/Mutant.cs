using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Plumbline.Analyzers.Tests.Robustness;

/// <summary>A program with a few mistakes in it, such as stand in an editor while somebody types: always the same for a seed.</summary>
internal static class Mutant
{
    private const int MaxMistakes = 6;

    private static readonly string[] _names =
    [
        "ctx", "call", "cancel", "Context", "CancelScope", "CancellationToken", "ContextRegistration", "Task", "Task<int>", "ValueTask", "IAsyncEnumerable<int>", "int", "void", "var",
        "string", "object", "dynamic", "T", "Missing", "_", "WithTimeout", "WithCancel", "Register", "Background", "Token", "default", "null", "this", "TimeSpan", "HttpClient", "Func<Context, Task>",
    ];

    private static readonly string[] _inserts =
    [
        "using", "await", "async", "out", "ref", "in", "return", "=>", "=", "{", "}", "(", ")", ";", ",", ".", "?", "!", "lock", "try", "catch", "finally", "when", "yield", "static", "foreach", "while",
        "throw", "new", "is", "switch", "params", "[", "]", "<", ">", "\"", "//", "$\"{", "unsafe", "partial", "where", "goto",
    ];

    internal static string Make(string original, int seed)
    {
        var random = new Random(seed);
        List<string> tokens = [.. SyntaxFactory.ParseTokens(original).Select(static token => token.ToFullString())];
        var mistakes = random.Next(1, MaxMistakes);
        for (var i = 0; i < mistakes && tokens.Count > 2; i++)
        {
            Mistake(tokens, random);
        }

        return string.Concat(tokens);
    }

    private static void Mistake(List<string> tokens, Random random)
    {
        var at = random.Next(tokens.Count);
        var other = random.Next(tokens.Count);
        switch (random.Next(9))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, tokens[at]);
                break;
            case 2:
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 3:
                tokens.RemoveRange(at, Math.Min(random.Next(1, 30), tokens.Count - at));
                break;
            case 4 when random.Next(4) == 0:
                tokens.RemoveRange(at, tokens.Count - at);
                break;
            case 5:
                tokens.Insert(at, _inserts[random.Next(_inserts.Length)] + " ");
                break;
            case 6:
                // A block of its own text, somewhere else: declarations twice, statements outside of methods.
                tokens.InsertRange(other, tokens.GetRange(at, Math.Min(random.Next(1, 40), tokens.Count - at)));
                break;
            default:
                Rename(tokens, random);
                break;
        }
    }

    // A name for another one: a wrong type, a variable that is not there, a method of something else. Mostly it still parses.
    private static void Rename(List<string> tokens, Random random)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var at = random.Next(tokens.Count);
            if (SyntaxFacts.IsValidIdentifier(tokens[at].Trim()))
            {
                var other = tokens[random.Next(tokens.Count)].Trim();
                var name = SyntaxFacts.IsValidIdentifier(other) && random.Next(2) == 0 ? other : _names[random.Next(_names.Length)];
                tokens[at] = tokens[at].Replace(tokens[at].Trim(), name, StringComparison.Ordinal);
                return;
            }
        }
    }
}
