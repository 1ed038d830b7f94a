namespace Plumbline.Measure;

/// <summary>Something to measure, in a process that has done nothing else.</summary>
internal interface IQuestion
{
    /// <summary>As on the command line, and the name of its page.</summary>
    string Name { get; }

    /// <summary>The question itself.</summary>
    string Title { get; }

    /// <summary>How it is measured, for who reads the page; Markdown.</summary>
    string Method { get; }

    /// <summary>Measures. On the main thread, and synchronously: no answer may depend on the thread pool.</summary>
    /// <param name="profile">How long.</param>
    /// <returns>What was found, in the order it is shown.</returns>
    IReadOnlyList<Finding> Ask(Profile profile);
}
