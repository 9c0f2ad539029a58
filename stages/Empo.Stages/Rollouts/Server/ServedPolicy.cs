namespace Empo.Stages.Rollouts.Server;

/// <summary>A policy that servers were given.</summary>
/// <param name="Name">The model's name in requests.</param>
internal sealed record ServedPolicy(string Name)
{
    /// <summary>The adapter's own name, which holds its digest; null where the policy is no adapter.</summary>
    public string? Adapter { get; init; }

    /// <summary>
    /// Whether the list of models has to be looked at for the adapter before samples are stored: an SGLang that is started again without
    /// --enable-lora does not refuse the adapter's name, but samples from the base.
    /// </summary>
    public bool IsToBeConfirmed { get; init; }

    /// <summary>Whether a server must be asked if it still has the policy before an answer of it is stored.</summary>
    public bool IsToBeConfirmedAfter(ReadCompletion answer) => IsToBeConfirmed || (WeightVersion is not null && !answer.NamesWeights);

    /// <summary>
    /// What a server that reports its weights' version reports of these; null where it was given none and may report anything.
    /// </summary>
    public string? WeightVersion { get; init; }
}
