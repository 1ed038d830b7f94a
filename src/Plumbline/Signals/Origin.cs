namespace Plumbline;

/// <summary>Where a context was made. Compiler constants: recording them costs three fields and no work.</summary>
internal readonly struct Origin(string member, string file, int line)
{
    internal string Member { get; } = member;

    internal string File { get; } = file;

    internal int Line { get; } = line;
}
