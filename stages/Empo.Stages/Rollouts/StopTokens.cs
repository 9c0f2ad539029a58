using Empo.Experiments.Execution;
using Empo.Stages.Checkpoints;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts;

/// <summary>Which tokens end a response.</summary>
internal static class StopTokens
{
    /// <summary>The end of text of the tokenizer, and the ends that generation_config.json names (chat models end at the turn too).</summary>
    /// <exception cref="StageFailure">EMPO3014 where the folder names none.</exception>
    public static IReadOnlyList<int> Of(ITextTokenizer tokenizer, string folder) => GenerationConfigFile.StopTokens(folder, tokenizer.EndOfText) is { Count: > 0 } ends
        ? ends
        : throw new StageFailure("EMPO3014", "The tokenizer names no end of text, so no response would ever stop. Give 'eos_token' in tokenizer_config.json.", Path.Combine(folder, TokenizerFolder.ConfigName));
}
