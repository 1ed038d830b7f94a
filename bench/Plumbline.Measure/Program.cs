using Plumbline.Measure;

if (args is [Answers.Flag, var name, var profileName, var path])
{
    Answers.Write(Questions.Find(name)!, Profile.Find(profileName)!, path);
    return 0;
}

if (!MeasureOptions.TryParse(args, out MeasureOptions? options, out string? complaint))
{
    Console.Error.WriteLine(complaint);
    Console.Error.WriteLine(MeasureOptions.Usage);
    foreach (IQuestion question in Questions.All)
    {
        Console.Error.WriteLine($"  {question.Name,-16} {question.Title}");
    }

    return 1;
}

MachineFacts machine = MachineFacts.Read();
Console.WriteLine(machine.ToMarkdown(options.Profile.Name));
var answers = new List<Answer>();
foreach (IQuestion question in options.Questions)
{
    Answer answer = Answers.Get(question, options.Profile);
    answers.Add(answer);
    Console.WriteLine(QuestionPage.ToMarkdown(answer));
}

if (options.Results is { } folder)
{
    Directory.CreateDirectory(folder);
    foreach (Answer answer in answers)
    {
        File.WriteAllText(Path.Combine(folder, answer.Question.Name + ".md"), QuestionPage.ToMarkdown(answer) + machine.ToMarkdown(options.Profile.Name));
    }

    // One page of one run: not patched together from several.
    if (answers.Count == Questions.All.Count)
    {
        File.WriteAllText(Path.Combine(folder, "summary.md"), SummaryPage.ToMarkdown(answers, machine, options.Profile));
    }
}

return 0;
