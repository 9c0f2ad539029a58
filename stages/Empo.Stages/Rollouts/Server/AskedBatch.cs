using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>A batch whose questions are asked one by one, several at a time.</summary>
internal sealed class AskedBatch(RolloutBatch batch)
{
    private readonly IReadOnlyList<ReadCompletion>?[] _groups = new IReadOnlyList<ReadCompletion>?[batch.Prompts.Count];

    public RolloutBatch Batch { get; } = batch;

    /// <summary>Keeps the answers to a question; whether they were the last that was missing.</summary>
    public bool Add(int question, IReadOnlyList<ReadCompletion> answers)
    {
        _groups[question] = answers;
        return Array.TrueForAll(_groups, group => group is not null);
    }

    /// <summary>The questions with an answer of one of these servers.</summary>
    public IReadOnlyList<int> QuestionsOf(IReadOnlyList<string> servers) =>
        [.. Enumerable.Range(0, _groups.Length).Where(question => _groups[question]!.Any(read => servers.Contains(read.Server)))];

    /// <summary>Ordered by question, then by sample.</summary>
    public IReadOnlyList<ReadCompletion> All() => [.. _groups.SelectMany(group => group!)];
}
