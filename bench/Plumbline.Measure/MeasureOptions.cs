using System.Diagnostics.CodeAnalysis;

namespace Plumbline.Measure;

/// <summary>What the command line asked for.</summary>
/// <param name="Profile">How long to measure.</param>
/// <param name="Questions">What to measure.</param>
/// <param name="Results">The folder for the pages; null: print only.</param>
internal sealed record MeasureOptions(Profile Profile, IReadOnlyList<IQuestion> Questions, string? Results)
{
    internal const string Usage =
        """
        Plumbline.Measure [--smoke | --quick | --full] [--print] [--results DIR] [question ...]

          --smoke    seconds: shows that everything runs; writes nothing, proves nothing
          --quick    minutes: what is committed (default)
          --full     more rounds and longer ones
          --print    print, write nothing
          --results  where the pages go; default bench/results of this repository

        Without a question: all of them, and the summary. The machine should have nothing else to do.
        Questions:
        """;

    internal static bool TryParse(string[] args, [NotNullWhen(true)] out MeasureOptions? options, [NotNullWhen(false)] out string? complaint)
    {
        options = null;
        Profile profile = Profile.Quick;
        bool isPrintOnly = false;
        string? results = null;
        var questions = new List<IQuestion>();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--print")
            {
                isPrintOnly = true;
            }
            else if (args[i] == "--results" && i + 1 < args.Length)
            {
                results = args[++i];
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && Profile.Find(args[i][2..]) is { } named)
            {
                profile = named;
            }
            else if (Measure.Questions.Find(args[i]) is { } question)
            {
                questions.Add(question);
            }
            else
            {
                complaint = $"'{args[i]}' is neither an option nor a question.";
                return false;
            }
        }

        if (isPrintOnly || profile == Profile.Smoke)
        {
            results = null;
        }
        else if ((results ??= ResultsFolder.Find()) is null)
        {
            complaint = "Found no Plumbline.slnx above this folder: name the folder for the pages with --results, or print with --print.";
            return false;
        }

        options = new MeasureOptions(profile, questions.Count > 0 ? questions : Measure.Questions.All, results);
        complaint = null;
        return true;
    }
}
