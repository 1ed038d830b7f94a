namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Ends the planning of a change that cannot be right; the message says why.</summary>
internal sealed class RefusedException(string why) : Exception(why);
