using Plumbline.RuleCost;
using Plumbline.RuleCost.Builds;
using Plumbline.RuleCost.Reading;
using Plumbline.RuleCost.Reports;

if (!RuleCostOptions.TryParse(args, out var options, out var complaint))
{
    Console.Error.WriteLine(complaint);
    Console.Error.WriteLine(RuleCostOptions.Usage);
    return 1;
}

if (options.Paths.Count > 0)
{
    return ReportReader.Read(options);
}

var machine = MachineFacts.Read();
var cost = CostMeasurement.Run(options);
var page = RuleCostPage.ToMarkdown(cost, options) + machine.ToMarkdown(options.Profile);
Console.WriteLine(page);
if (options.Results is { } folder)
{
    Directory.CreateDirectory(folder);
    File.WriteAllText(Path.Combine(folder, "rule-cost.md"), page);
}

return 0;
