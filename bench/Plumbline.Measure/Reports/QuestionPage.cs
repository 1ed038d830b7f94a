using System.Text;

namespace Plumbline.Measure;

/// <summary>The page of one question.</summary>
internal static class QuestionPage
{
    internal static string ToMarkdown(Answer answer)
    {
        var page = new StringBuilder();
        page.Append($"# {answer.Question.Title}\n\n{answer.Question.Method}\n\n");
        page.Append("| | measured | at most | hope for | | |\n|---|---|---|---|---|---|\n");
        foreach (Finding finding in answer.Findings)
        {
            page.Append($"| {finding.What} | {finding.Shown} | {finding.Aim?.LimitText} | {finding.Aim?.HopeText} | {finding.Aim?.Judge(finding.Number)} | {finding.Note} |\n");
        }

        return page.ToString();
    }
}
