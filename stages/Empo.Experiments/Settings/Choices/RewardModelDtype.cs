namespace Empo.Experiments.Settings.Choices;

/// <summary>The type in which a reward model's decoder computes.</summary>
public enum RewardModelDtype
{
    /// <summary>The folder's own; F16 is computed in F32.</summary>
    Model,

    Float32,
}
