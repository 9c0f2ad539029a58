using Empo.Experiments.Resources;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Scoring;

/// <summary>
/// A reward model in memory. The score of a sequence is head · h, where h is the last hidden state (after the last norm) of its last
/// token. Source: <c>GenericForSequenceClassification</c> in transformers; here the product is F32 whatever type the decoder has.
/// </summary>
internal sealed class ScoringModel : IDisposable
{
    private readonly CausalDecoder _decoder;
    private readonly Tensor _head; // [D], F32

    private ScoringModel(CausalDecoder decoder, Tensor head) => (_decoder, _head) = (decoder, head);

    /// <exception cref="UserError">As <see cref="RewardModelFolder.Load"/>.</exception>
    public static ScoringModel Load(string folder, Device device, ScalarType? dtype)
    {
        var (decoder, head) = RewardModelFolder.Load(folder, device, dtype);
        return new ScoringModel(decoder, head);
    }

    /// <summary>Indexes of the sequences that share each forward pass; they depend on the lengths only.</summary>
    public static IReadOnlyList<List<int>> Passes(IReadOnlyList<int[]> sequences, int passTokens = PassMemory.PassTokens) =>
        [.. LengthPasses.Of([.. sequences.Select(sequence => sequence.Length)], passTokens)];

    /// <summary>The scores of sequences in one forward pass, [B].</summary>
    public float[] Scores(IReadOnlyList<int[]> sequences)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        var (ids, width) = LengthPasses.Padded(sequences);
        var device = _decoder.Device;
        var hidden = _decoder.forward(tensor(ids, [sequences.Count, width], device: device)).view(sequences.Count * width, -1); // [B T, D]
        var last = tensor(sequences.Select((sequence, row) => ((long)row * width) + sequence.Length - 1).ToArray(), device: device);
        return hidden.index_select(0, last).to_type(ScalarType.Float32).mv(_head).cpu().data<float>().ToArray();
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _head.Dispose();
    }
}
