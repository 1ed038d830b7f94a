namespace Plumbline.Analyzers.Declarations;

/// <summary>Tells names that a credential bears: <c>access-token</c>, <c>dbPassword</c>, <c>Authorization</c>.</summary>
internal static class CredentialName
{
    /// <summary>Whether the name ends as a credential's does.</summary>
    internal static bool Is(string name)
    {
        var words = Words(name);
        while (words.Count > 1 && words[words.Count - 1] is "header" or "value" or "key")
        {
            words.RemoveAt(words.Count - 1);
        }

        // Tokens that open nothing: they say where to go on, or what was read.
        return words.Count > 0
            && words[words.Count - 1] is "token" or "password" or "secret" or "authorization"
            && !(words.Count > 1 && words[words.Count - 2] is "cancellation" or "cancel" or "continuation" or "page" or "paging" or "resume" or "sync" or "change" or "concurrency" or "stopping");
    }

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var ends = i == name.Length || !char.IsLetterOrDigit(name[i]) || (i > start && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]));
            if (!ends)
            {
                continue;
            }

            if (i > start)
            {
                words.Add(name.Substring(start, i - start).ToLowerInvariant());
            }

            start = i < name.Length && char.IsLetterOrDigit(name[i]) ? i : i + 1;
        }

        return words;
    }
}
