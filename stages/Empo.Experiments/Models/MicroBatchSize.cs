namespace Empo.Models;

/// <summary>
/// Padded tokens of one forward pass as <c>update.micro_batch_tokens: auto</c> chooses them: from the model's shape and the longest
/// sequence, and from nothing that a machine decides.
/// </summary>
/// <remarks>
/// Two bounds, the lower of which counts, rounded down to 1,024 tokens; and never fewer than the longest sequence has.
/// <list type="bullet">
/// <item>Enough is enough: a micro-batch has costs that do not grow with its tokens. Beyond 20 times their equal in tokens they are below
/// 5 %. Launches: about 120 kernels a layer at 5 µs, against 6 operations a parameter and token at 4e14 a second, equal 4e10 / (parameters
/// of a layer) tokens. Weights read and gradients added: 18 bytes a parameter at 3.35e12 bytes a second, equal 358 tokens. The speeds are
/// those of one H100 in bfloat16. They are constants, wherever the result is used.</item>
/// <item>Activations, where they are kept, take no more memory than weights, gradients and optimizer (20 bytes a parameter in 16 bits, 16
/// in F32), or 1 GiB where that is more.</item>
/// </list>
/// </remarks>
public static class MicroBatchSize
{
    private const long Step = 1024;
    private const double ReadEqual = 18 / 3.35e12 * 4e14 / 6;
    private const double LaunchEqual = 120 * 5e-6 * 4e14 / 6;
    private const double Negligible = 20;
    private const long SmallModels = 1L << 30;

    /// <summary>
    /// Example: Qwen2.5-0.5B in bfloat16 (494,032,768 parameters, 24 layers of 65,792 bytes a token) is bound by its activations,
    /// 9,880,655,360 / 1,579,008 = 6,257, so 6,144; Qwen2.5-7B by its costs, 20 x (358 + 172) = 10,595, so 10,240.
    /// </summary>
    /// <param name="model">The model's shape.</param>
    /// <param name="weightBytes">Bytes of a weight in memory: 2 or 4.</param>
    /// <param name="longest">Longest prompt and response together.</param>
    public static long Of(DecoderConfig model, int weightBytes, long longest)
    {
        var state = Math.Max(SmallModels, (weightBytes < 4 ? 20 : 16) * model.ParameterCount);
        var balanced = state / (model.Layers * model.ActivationBytes(weightBytes));
        var enough = (long)(Negligible * (ReadEqual + (LaunchEqual / LayerParameters(model))));
        return Math.Max(longest, Math.Max(1, Math.Min(balanced, enough) / Step) * Step);
    }

    private static double LayerParameters(DecoderConfig model) =>
        LayerProjection.Of(model).Sum(projection => projection.ParameterCount(model));
}
