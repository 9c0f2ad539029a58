using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>What a server is about to be asked for.</summary>
/// <param name="PromptTokens">The longest prompt.</param>
/// <param name="Decoding">How tokens are chosen.</param>
/// <param name="Stage">Section of those settings: <c>rollout</c> or <c>evaluate</c>.</param>
internal sealed record ServerDemand(int PromptTokens, Decoding Decoding, string Stage)
{
    /// <summary>Ids that the model has at least and at most: its tokenizer's, and its padded head's.</summary>
    public required int LeastVocabulary { get; init; }

    public required int MostVocabulary { get; init; }

    /// <param name="tokenizer">Number of the tokenizer's ids.</param>
    /// <param name="model"><c>vocab_size</c> of the model's configuration, or 0.</param>
    public static ServerDemand Of(int promptTokens, Decoding decoding, string stage, int tokenizer, int model) =>
        new(promptTokens, decoding, stage)
        {
            LeastVocabulary = model == 0 ? tokenizer : Math.Min(tokenizer, model),
            MostVocabulary = Math.Max(tokenizer, model),
        };
}
