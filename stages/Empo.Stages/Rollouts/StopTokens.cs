using Empo.Experiments.Execution;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts;

/// <summary>Which tokens end a response.</summary>
internal static class StopTokens
{
    /// <exception cref="StageFailure">EMPO3014 where the tokenizer names no end of text.</exception>
    public static IReadOnlyList<int> Of(ITextTokenizer tokenizer, string folder) => tokenizer.EndOfText is { } end
        ? [end]
        : throw new StageFailure("EMPO3014", "The tokenizer names no end of text, so no response would ever stop. Give 'eos_token' in tokenizer_config.json.", Path.Combine(folder, TokenizerFolder.ConfigName));
}
