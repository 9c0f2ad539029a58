namespace Empo.Method.Rewards;

/// <summary>What a sample without an answer earns where <c>score.no_answer</c> gives a value.</summary>
public enum MissingAnswerRule
{
    /// <summary>That value: for rewards that are never negative.</summary>
    Replaced,

    /// <summary>The lesser of that value and its own reward: for rewards of one response alone, which can be negative.</summary>
    AtMost,

    /// <summary>
    /// The least of that value, its own reward and every answered sample's: for rewards that compare samples and can be negative.
    /// </summary>
    BelowAnswers,
}
