namespace Empo.Method.Rewards;

/// <summary>The reward of a sample without an answer where <c>score.no_answer</c> gives a value.</summary>
public enum MissingAnswerRule
{
    /// <summary>That value: for rewards that are never negative.</summary>
    Replaced,

    /// <summary>The smaller of that value and its own reward: for rewards that depend on one response alone and can be negative.</summary>
    AtMost,

    /// <summary>
    /// The smallest of that value, its own reward and the reward of every answered sample: for rewards that compare samples and can be
    /// negative.
    /// </summary>
    BelowAnswers,

    /// <summary>Its own reward: for rewards that read the response themselves, so that they know what a missing answer is worth.</summary>
    AsGiven,
}
