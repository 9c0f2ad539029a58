namespace Empo.Method.Rewards;

/// <summary>What a reward reads beyond the samples of its question.</summary>
[Flags]
public enum RewardNeeds
{
    None = 0,

    /// <summary>The correct answers.</summary>
    Labels = 1,

    /// <summary>Entropies and self-certainties of tokens, which only our own decoder records.</summary>
    TokenStatistics = 2,

    /// <summary>The answers to the round's other questions.</summary>
    OtherQuestions = 4,

    /// <summary>The numbers that the program of <c>score.command</c> gives.</summary>
    Command = 8,

    /// <summary>The scores that the model of <c>score.model</c> gives.</summary>
    Model = 16,

    /// <summary>The numbers that the service of <c>score.http</c> gives.</summary>
    Service = 32,
}
