namespace Empo.Experiments.Settings.Choices;

/// <summary>What happens to truncated responses.</summary>
public enum TruncatedResponses
{
    Train,
    Mask,
}
