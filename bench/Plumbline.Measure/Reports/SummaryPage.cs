using System.Text;

namespace Plumbline.Measure;

/// <summary>One page of all figures that were asked for; what was measured beside them is on the questions' own pages.</summary>
internal static class SummaryPage
{
    internal static string ToMarkdown(IReadOnlyList<Answer> answers, MachineFacts machine, Profile profile)
    {
        var page = new StringBuilder();
        page.Append("# What a context costs, against the BCL\n\n");
        page.Append("Ratios of times taken in turn in one process, the median of ");
        page.Append($"{profile.Rounds} rounds; written by `dotnet run -c Release --project bench/Plumbline.Measure -- --{profile.Name}`. ");
        page.Append("The pages say how each row is measured, and what was measured beside it. Trust the ratios: the nanoseconds are this machine's.\n");
        page.Append(machine.ToMarkdown(profile.Name));
        page.Append("\n| | measured | at most | hope for | | page |\n|---|---|---|---|---|---|\n");
        foreach (Answer answer in answers)
        {
            foreach (Finding finding in answer.Findings.Where(static finding => finding.Aim is not null))
            {
                page.Append($"| {finding.What} | {finding.Shown} | {finding.Aim!.LimitText} | {finding.Aim.HopeText} | {finding.Aim.Judge(finding.Number)} | [{answer.Question.Name}]({answer.Question.Name}.md) |\n");
            }
        }

        return page.ToString();
    }
}
