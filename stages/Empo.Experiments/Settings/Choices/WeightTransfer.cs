namespace Empo.Experiments.Settings.Choices;

/// <summary>How a round's policy reaches an inference server.</summary>
public enum WeightTransfer
{
    Fixed,
    Lora,
    UpdateWeightsFromDisk,
}
