namespace Empo.Stages.Review;

/// <summary>A reviewer's decision about a question.</summary>
internal enum ReviewVerdict
{
    /// <summary>Train on it regardless of the thresholds.</summary>
    Keep,

    /// <summary>Never train on it.</summary>
    Drop,

    /// <summary>Train on it with the reviewer's answer.</summary>
    Correct,
}
