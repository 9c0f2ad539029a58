namespace Empo.Experiments.Settings.Choices;

/// <summary>When rewards are normalised within their group.</summary>
public enum RewardNormalization
{
    After,
    Before,
}
