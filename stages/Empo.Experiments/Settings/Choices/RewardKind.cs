namespace Empo.Experiments.Settings.Choices;

/// <summary>Reward of a response.</summary>
public enum RewardKind
{
    Empo,
    Voting,
    Correct,
    Random,
    Format,
    Length,
    Overlong,
    SelfCertainty,
    TokenEntropy,
    Pooled,
    Weighted,
}
