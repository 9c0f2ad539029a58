namespace Empo.Stages.Sampling;

/// <summary>Why a response ended.</summary>
internal enum FinishReason
{
    /// <summary>A stop token; it is the last of the response.</summary>
    Stop,

    /// <summary>The limit on tokens, or the end of the model's positions.</summary>
    Length,
}
