using System.Text.Json.Nodes;
using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// The type in which a folder's weights are computed. F16 becomes F32, which holds every F16 number: F16's smallest positive number is
/// 6e-8. Gradients of long responses fall below it and vanish (a gradient of norm 274 came out as 230). BF16 would round the weights.
/// </summary>
internal static class WeightType
{
    /// <summary>
    /// The stored type, but F32 where any weight is F16. Where BF16 and F32 are mixed, it is the type that config.json declares, or F32
    /// where it declares neither.
    /// </summary>
    /// <param name="stored">Element types of the folder's weights, at least one; F32, BF16 and F16 only.</param>
    /// <param name="declared"><c>torch_dtype</c> or <c>dtype</c> of config.json, or null.</param>
    public static ScalarType Computed(IReadOnlyCollection<ScalarType> stored, ScalarType? declared)
    {
        if (stored.Contains(ScalarType.Float16) || !stored.Contains(ScalarType.BFloat16))
        {
            return ScalarType.Float32;
        }

        return !stored.Contains(ScalarType.Float32) || declared == ScalarType.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    /// <summary>
    /// The type in which weights are written where nothing was trained (<c>merge</c>): the stored type, or the computed type where there
    /// are several.
    /// </summary>
    public static ScalarType Written(IReadOnlyCollection<ScalarType> stored, ScalarType? declared) =>
        stored.Count == 1 ? stored.First() : Computed(stored, declared);

    /// <summary>The type that a model's config.json declares; null where it is not F32, BF16 or F16.</summary>
    public static ScalarType? Declared(JsonObject config) => DecoderConfigFile.DeclaredType(config) is { } type ? Scalar(type) : null;

    private static ScalarType Scalar(FloatType type) => type switch
    {
        FloatType.Float32 => ScalarType.Float32,
        FloatType.BFloat16 => ScalarType.BFloat16,
        FloatType.Float16 => ScalarType.Float16,
    };
}
