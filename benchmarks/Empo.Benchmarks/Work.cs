using Empo.Models;

namespace Empo.Benchmarks;

/// <summary>
/// Floating-point operations that a model needs, a multiplication and an addition counted as two. Norms, rotary angles,
/// softmax and the optimizer are left out, so a share of the matmul rate understates what the machine does.
/// </summary>
internal static class Work
{
    /// <summary>
    /// A forward pass over whole sequences: 2 P per token, and 2 T D per token and layer for scores and mixing over the causal half.
    /// </summary>
    public static double Forward(DecoderConfig config, long tokens, long length) =>
        tokens * ((2.0 * config.ParameterCount) + (2.0 * config.Layers * length * config.Heads * config.HeadSize));

    /// <summary>Forward and backward pass: three times the forward's, 6 P per token and attention.</summary>
    public static double Training(DecoderConfig config, long tokens, long length) => 3 * Forward(config, tokens, length);
}
