namespace Empo.Stages.Training;

/// <summary>A response on its way through an update; its old log-probabilities are filled in once.</summary>
internal sealed class UpdateSample(IReadOnlyList<int> prompt, PolicySample sample)
{
    public TrainingSequence Sequence { get; } = new(prompt, sample.Response);

    public IReadOnlyList<float> RolloutLogProbs { get; } = sample.RolloutLogProbs;

    public IReadOnlyList<float>? ReferenceLogProbs { get; } = sample.ReferenceLogProbs;

    public double Advantage { get; } = sample.Advantage;

    /// <summary>Under the policy before the round's first step; null until computed.</summary>
    public double[]? OldLogProbs { get; set; }
}
