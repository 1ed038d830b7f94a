namespace Plumbline.Measure;

/// <summary>The page of one question.</summary>
internal static class QuestionPage
{
    internal static string ToMarkdown(Answer answer) =>
        $"# {answer.Question.Title}\n\n{answer.Question.Method}\n\n{PageTable.Of(answer.Findings).ToMarkdown()}";
}
