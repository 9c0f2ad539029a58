namespace Empo.Experiments.Catalog;

/// <summary>What a stage does with tokens. This decides how its cost is counted.</summary>
public enum StageWork
{
    /// <summary>Neither samples nor trains.</summary>
    Neither,

    /// <summary>Samples responses: tokens sampled are counted.</summary>
    Samples,

    /// <summary>Trains a policy: tokens trained on are counted.</summary>
    Trains,
}
