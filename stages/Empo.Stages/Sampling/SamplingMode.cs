using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Stages.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>How our own decoder samples: what <c>rollout.batching</c> and <c>rollout.dtype</c> come to on a device.</summary>
/// <param name="IsContinuous">Whether ended rows are refilled; otherwise a chunk is one batch.</param>
/// <param name="Dtype">Type to compute in; null for the policy's own.</param>
internal sealed record SamplingMode(bool IsContinuous, ScalarType? Dtype)
{
    /// <summary>For a stage that reads these settings.</summary>
    public static SamplingMode Of(SettingSlice settings, DeviceType device) =>
        new(
            settings.Get(Rollout.Batching) switch
            {
                RolloutBatching.Chunk => false,
                RolloutBatching.Continuous => true,
                RolloutBatching.Auto => device == DeviceType.CUDA,
            },
            settings.Get(Rollout.Dtype) switch
            {
                RolloutDtype.Policy => null,
                RolloutDtype.Bfloat16 => ScalarType.BFloat16,
                RolloutDtype.Auto => device == DeviceType.CUDA || NativeBfloat16.IsSupported ? ScalarType.BFloat16 : null,
            }
        );

    /// <summary>The word for <c>decoding.json</c>.</summary>
    public string Batching => EnumWord.Of(IsContinuous ? RolloutBatching.Continuous : RolloutBatching.Chunk);

    /// <summary>The type's word, or null for the policy's own.</summary>
    public string? DtypeWord => Dtype is null ? null : EnumWord.Of(RolloutDtype.Bfloat16);

    /// <summary>What a manifest's numerics say beyond the defaults.</summary>
    public IEnumerable<KeyValuePair<string, string>> Numerics()
    {
        if (IsContinuous)
        {
            yield return new(Manifest.Batching, Batching);
        }

        if (DtypeWord is { } dtype)
        {
            yield return new(Manifest.RolloutDtype, dtype);
        }
    }

    /// <summary>An engine in this mode.</summary>
    public IRolloutEngine Engine(CausalDecoder decoder)
    {
        var dtype = Dtype == decoder.Dtype ? null : Dtype;
        return IsContinuous ? new ContinuousEngine(decoder, ContinuousEngine.UsualRows, dtype) : new LocalEngine(decoder, dtype);
    }
}
