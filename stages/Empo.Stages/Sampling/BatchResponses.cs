using Empo.Models;

namespace Empo.Stages.Sampling;

/// <summary>The responses of a batch before their first token.</summary>
internal static class BatchResponses
{
    /// <summary>Empty responses, ordered by question, then by sample.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="model">Shape of the model.</param>
    /// <param name="sampled">Called with each token as soon as it is sampled, for all responses in turn; may be null.</param>
    /// <exception cref="UserError">EMPO3020: a prompt that is empty, too long, or holds ids that the model does not have.</exception>
    public static ResponseBuilder[] Of(RolloutBatch batch, DecoderConfig model, Action<int>? sampled)
    {
        foreach (var prompt in batch.Prompts)
        {
            Check(prompt, model);
        }

        var responses = from question in Enumerable.Range(0, batch.Prompts.Count)
                        let prompt = batch.Prompts[question]
                        let most = MostTokens(batch.Decoding, model, prompt.TokenIds.Count)
                        let counter = Method.CounterRandom.Hash(prompt.QuestionId)
                        from sample in Enumerable.Range(batch.FirstSample, batch.Samples)
                        select new ResponseBuilder(question, sample, counter, most, sampled);
        return [.. responses];
    }

    /// <summary>Longest response to a prompt: the requested length, or the model's remaining positions where these are fewer.</summary>
    public static int MostTokens(Decoding decoding, DecoderConfig model, int promptTokens) =>
        Math.Min(decoding.MaxTokens, model.MaxPositions - promptTokens);

    private static void Check(RolloutPrompt prompt, DecoderConfig model)
    {
        var (positions, vocabulary) = (model.MaxPositions, model.VocabularySize);
        if (prompt.TokenIds.Count == 0 || prompt.TokenIds.Count >= positions)
        {
            throw new UserError(
                "EMPO3020",
                $"The prompt of question {prompt.QuestionId} has {prompt.TokenIds.Count} tokens; the model takes 1 to "
                    + $"{positions - 1}. Lower prompt.max_tokens."
            );
        }

        if (
            prompt.TokenIds.FirstOrDefault(id => id < 0 || id >= vocabulary, -1) is var id
            && (id >= 0 || prompt.TokenIds.Any(token => token < 0))
        )
        {
            throw new UserError(
                "EMPO3020",
                $"The prompt of question {prompt.QuestionId} holds token {id}; the model has {vocabulary}. The questions were "
                    + "prepared with another tokenizer than this model's: take tokenizer.json and weights of one model."
            );
        }
    }
}
