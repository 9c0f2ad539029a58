namespace Empo.Experiments.Settings.Choices;

/// <summary>What becomes of responses that were cut off.</summary>
public enum TruncatedResponses
{
    Train,
    Mask,
}
