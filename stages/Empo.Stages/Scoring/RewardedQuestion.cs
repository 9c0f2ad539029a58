using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Scoring;

/// <summary>The question that a reward reads beside the responses.</summary>
internal static class RewardedQuestion
{
    /// <param name="question">Its id.</param>
    /// <param name="texts">Text of each question, by its id.</param>
    /// <param name="mayBeEmpty">Whether a reward may be asked about a question without text, as a recording of token ids gives it: a
    /// program decides for itself, a model would score responses to nothing.</param>
    /// <exception cref="UserError">EMPO4155: it has no text.</exception>
    public static string TextOf(string question, IReadOnlyDictionary<string, string> texts, bool mayBeEmpty) =>
        texts.TryGetValue(question, out var text) && (mayBeEmpty || text.Length > 0)
            ? text
            : throw new UserError(
                "EMPO4155",
                $"Question {question} has no text, but the reward must read it. Where rollouts are recorded, name the column of their "
                    + $"prompts ({Imported.ColumnsPrompt.Path}); otherwise they belong to other questions than the dataset has now."
            );
}
