using System.Globalization;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.Stages.Tokenization;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>A policy in memory: weights on a device, and their tokenizer.</summary>
internal sealed class LoadedPolicy(CausalDecoder decoder, ITextTokenizer tokenizer) : IDisposable
{
    public CausalDecoder Decoder { get; } = decoder;

    public ITextTokenizer Tokenizer { get; } = tokenizer;

    public Device Device => Decoder.Device;

    /// <summary>
    /// Reads weights and tokenizer of a folder. Where <paramref name="dtype"/> is null, F16 weights are computed in F32 and other types as
    /// they are.
    /// </summary>
    /// <exception cref="UserError">EMPO30nn.</exception>
    public static LoadedPolicy Load(string folder, Device device, ScalarType? dtype = null)
    {
        var tokenizer = TokenizerFolder.Load(folder);
        RequireEmbeddings(tokenizer, DecoderConfigFile.Read(folder), folder);
        return new LoadedPolicy(CheckpointFolder.Load(folder, device, dtype), tokenizer);
    }

    /// <exception cref="UserError">EMPO3012: the tokenizer has ids without a row in the embedding.</exception>
    public static void RequireEmbeddings(ITextTokenizer tokenizer, DecoderConfig config, string folder)
    {
        if (tokenizer.VocabularySize > config.VocabularySize)
        {
            var (tokens, rows) = (tokenizer.VocabularySize, config.VocabularySize);
            throw new UserError(
                "EMPO3012",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The tokenizer in {folder} has ids up to {tokens - 1}, but config.json says vocab_size: {rows}, so these "
                        + $"tokens have no embedding. Where tokens were added to the tokenizer, enlarge the embedding too "
                        + $"(transformers: resize_token_embeddings) or remove them; otherwise fetch both files of one model."
                ),
                Path.Combine(folder, TokenizerFolder.FileName)
            );
        }
    }

    public void Dispose() => Decoder.Dispose();
}
