using System.Text;

namespace Plumbline.Measure;

/// <summary>One page of all figures that have an aim, and what was only reported.</summary>
internal static class SummaryPage
{
    internal static string ToMarkdown(IReadOnlyList<Answer> answers, MachineFacts machine, Profile profile)
    {
        var page = new StringBuilder();
        page.Append("# What a context costs, against the BCL\n\n");
        page.Append("Ratios of times taken in turn in one process, the median of ");
        page.Append($"{profile.Rounds} rounds; written by `dotnet run -c Release --project bench/Plumbline.Measure -- --{profile.Name}`. ");
        page.Append("The pages say how each row is measured. Trust the ratios: the nanoseconds are this machine's.\n");
        page.Append(machine.ToMarkdown(profile));
        page.Append("\n| | measured | at most | hope for | | page |\n|---|---|---|---|---|---|\n");
        foreach (Answer answer in answers)
        {
            foreach (Finding finding in answer.Findings.Where(static finding => finding.Aim is not null))
            {
                page.Append($"| {finding.What} | {finding.Shown} | {finding.Aim!.LimitText} | {finding.Aim.HopeText} | {finding.Aim.Judge(finding.Number)} | [{answer.Question.Name}]({answer.Question.Name}.md) |\n");
            }
        }

        page.Append("\nWithout an aim, for scale:\n\n| | measured | page |\n|---|---|---|\n");
        foreach (Answer answer in answers)
        {
            foreach (Finding finding in answer.Findings.Where(static finding => finding.Aim is null))
            {
                page.Append($"| {finding.What} | {finding.Shown} | [{answer.Question.Name}]({answer.Question.Name}.md) |\n");
            }
        }

        page.Append("\nHow late callbacks come while the thread pool is flooded has a program of its own, `bench/Plumbline.Flood`.\n");
        return page.ToString();
    }
}
