using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.Stages.Tokenization;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>A policy in memory: weights on a device and the tokenizer that belongs to them.</summary>
internal sealed class LoadedPolicy(CausalDecoder decoder, ITextTokenizer tokenizer) : IDisposable
{
    public CausalDecoder Decoder { get; } = decoder;

    public ITextTokenizer Tokenizer { get; } = tokenizer;

    public Device Device => Decoder.Device;

    public ScalarType Dtype => Decoder.Dtype;

    /// <summary>Reads weights and tokenizer of a folder; <paramref name="dtype"/> null keeps the file's.</summary>
    /// <exception cref="CheckpointException">EMPO30nn.</exception>
    public static LoadedPolicy Load(string folder, Device device, ScalarType? dtype = null)
    {
        var tokenizer = TokenizerFolder.Load(folder);
        var decoder = CheckpointFolder.Load(folder, device, dtype);
        if (tokenizer.VocabularySize > decoder.Config.VocabularySize)
        {
            var (tokens, rows) = (tokenizer.VocabularySize, decoder.Config.VocabularySize);
            decoder.Dispose();
            throw new CheckpointException("EMPO3012", $"The tokenizer in {folder} has {tokens} tokens, but the model has {rows}. Take both from the same model.", Path.Combine(folder, TokenizerFolder.FileName));
        }

        return new LoadedPolicy(decoder, tokenizer);
    }

    public void Dispose() => Decoder.Dispose();
}
