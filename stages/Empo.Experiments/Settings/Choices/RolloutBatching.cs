namespace Empo.Experiments.Settings.Choices;

/// <summary>How responses are batched while our own decoder samples them.</summary>
public enum RolloutBatching
{
    /// <summary>Continuous on a card, else chunk.</summary>
    Auto,

    /// <summary>A chunk is one batch with fixed members: the same bytes on every repeat.</summary>
    Chunk,

    /// <summary>A row whose response ended takes the next sample at once.</summary>
    Continuous,
}
