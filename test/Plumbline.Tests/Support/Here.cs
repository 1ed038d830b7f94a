using System.Runtime.CompilerServices;

namespace Plumbline.Tests.Support;

/// <summary>Where the calling line is, as messages name it.</summary>
internal static class Here
{
    /// <summary>The caller as a message says it: <c>Member (File.cs:41)</c>.</summary>
    internal static string Place(
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        FormattableString.Invariant($"{member} ({Path.GetFileName(file)}:{line})");
}
