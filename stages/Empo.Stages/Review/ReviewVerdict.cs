namespace Empo.Stages.Review;

/// <summary>What a person decided about a question.</summary>
internal enum ReviewVerdict
{
    /// <summary>Train on it whatever the thresholds say.</summary>
    Keep,

    /// <summary>Never train on it.</summary>
    Drop,

    /// <summary>Train on it with the answer that the person gave.</summary>
    Correct,
}
