using Empo.Experiments.Resources;
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
    /// <summary>For a stage that samples.</summary>
    /// <param name="settings">Its settings. A stage that does not read the type computes in the policy's.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="deterministic">Whether repeats must have the same bits: then rows must not depend on free memory.</param>
    /// <param name="policy">The policy's own type.</param>
    public static SamplingMode Of(SettingSlice settings, DeviceType device, bool deterministic, ScalarType policy)
    {
        var onCard = device == DeviceType.CUDA;
        var isContinuous = ContinuousBatching.IsChosen(settings.Get(Rollout.Batching), onCard, deterministic);
        var dtype = (settings.Has(Rollout.Dtype) ? settings.Get(Rollout.Dtype) : RolloutDtype.Policy) switch
        {
            RolloutDtype.Policy => policy,
            RolloutDtype.Bfloat16 => ScalarType.BFloat16,
            RolloutDtype.Auto => onCard || NativeBfloat16.IsSupported ? ScalarType.BFloat16 : policy,
        };
        return new SamplingMode(isContinuous, dtype == policy ? null : dtype);
    }

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
    public IRolloutEngine Engine(CausalDecoder decoder) =>
        IsContinuous ? new ContinuousEngine(decoder, RolloutMemory.UsualRows, Dtype) : new LocalEngine(decoder, Dtype);
}
