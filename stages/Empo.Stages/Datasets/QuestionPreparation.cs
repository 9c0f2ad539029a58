namespace Empo.Stages.Datasets;

/// <summary>
/// Turns a dataset's questions into prompts. A text occurs once: evaluation has the first claim on it, then development, then
/// training, so that no training question is also a test.
/// </summary>
internal static class QuestionPreparation
{
    private static readonly DatasetSplit[] Claims = [DatasetSplit.Evaluation, DatasetSplit.Development, DatasetSplit.Training];

    /// <param name="source">The dataset's name, part of every question's identity.</param>
    /// <param name="questions">Everything that the dataset holds.</param>
    /// <param name="rules">Prompt and limits.</param>
    /// <param name="encode">Text to token ids.</param>
    public static PreparedQuestions Prepare(string source, IEnumerable<DatasetQuestion> questions, PromptRules rules, Func<string, IReadOnlyList<int>> encode)
    {
        var bySplit = questions.ToLookup(question => question.Split);
        var seen = new Dictionary<string, DatasetSplit>(StringComparer.Ordinal);
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var kept = Claims.ToDictionary(split => split, split => (IReadOnlyList<PreparedQuestion>)[.. Keep(split)]);
        return new PreparedQuestions(kept, leftOut);

        IEnumerable<PreparedQuestion> Keep(DatasetSplit split)
        {
            var limit = rules.Limits[split] == 0 ? int.MaxValue : rules.Limits[split];
            var count = 0;
            foreach (var question in bySplit[split])
            {
                if (count == limit)
                {
                    yield break;
                }

                var id = QuestionId.Of(source, question.Text);
                var tokens = encode(rules.Prompt(question.Text));
                if (Reason(id, split, tokens.Count) is { } reason)
                {
                    leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
                    continue;
                }

                seen[id] = split;
                count++;
                yield return new PreparedQuestion(id, question, [.. tokens]);
            }
        }

        string? Reason(string id, DatasetSplit split, int tokens)
        {
            if (seen.TryGetValue(id, out var owner))
            {
                return owner == split ? "duplicate" : "held_out";
            }

            return tokens > rules.MaxTokens ? "too_long" : null;
        }
    }
}
