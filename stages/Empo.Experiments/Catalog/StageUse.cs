namespace Empo.Experiments.Catalog;

/// <summary>In which graphs a stage may stand.</summary>
public enum StageUse
{
    Always,

    /// <summary>Only where the pipeline samples and trains itself.</summary>
    Training,

    /// <summary>Only where rollouts come from another program.</summary>
    Recording,
}
