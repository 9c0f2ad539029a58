namespace Empo.Experiments.Catalog;

/// <summary>In which graphs a stage may occur.</summary>
public enum StageUse
{
    Always,

    /// <summary>Only where the pipeline itself samples and trains.</summary>
    Training,

    /// <summary>Only where rollouts come from another program.</summary>
    Recording,
}
