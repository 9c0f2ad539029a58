namespace Empo.Experiments.Settings.Choices;

/// <summary>How responses are batched while they are sampled.</summary>
public enum RolloutBatching
{
    Chunk,
}
