using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>The data of one optimizer step: whole groups, their normaliser, and their micro-batches.</summary>
internal sealed class UpdateMinibatch
{
    public required int Epoch { get; init; }

    /// <summary>Kept questions.</summary>
    public required int Questions { get; init; }

    public required LossNormalizer Normalizer { get; init; }

    public required IReadOnlyList<PolicySample> Samples { get; init; }

    /// <summary>Ascending indices into <see cref="Samples"/>: those that give a gradient, or all (<see cref="Gradientless"/>).</summary>
    public required IReadOnlyList<int> Computed { get; init; }

    /// <summary>Indices into <see cref="Samples"/>; each of <see cref="Computed"/> once.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> MicroBatches { get; init; }

    /// <summary>The computed samples.</summary>
    public IEnumerable<PolicySample> ComputedSamples => Computed.Select(index => Samples[index]);

    /// <summary>Response tokens, computed or not.</summary>
    public long Tokens => Samples.Sum(sample => (long)sample.Sequence.Response.Count);

    /// <summary>Response tokens that are not computed, because their advantage is 0.</summary>
    public long SkippedTokens => Tokens - ComputedSamples.Sum(sample => (long)sample.Sequence.Response.Count);

    /// <summary>Rows times longest row of each micro-batch.</summary>
    public IEnumerable<long> PaddedTokens =>
        MicroBatches.Select(rows => (long)rows.Count * rows.Max(row => Samples[row].Sequence.InputLength));

    /// <summary>
    /// All steps of a round. Each epoch orders the questions by a hash of (seed, round, epoch, question id). Dropped questions take a place
    /// in a minibatch only where they count in the normaliser. A minibatch without a response to train on makes no step. Masked responses
    /// (<see cref="UpdateSettings.MasksTruncated"/>) are in no minibatch and in no normaliser. Responses that are not computed
    /// (<see cref="Gradientless"/>) count like any other.
    /// </summary>
    public static IReadOnlyList<UpdateMinibatch> Plan(IReadOnlyList<PolicyGroup> groups, UpdateSettings settings, int round)
    {
        var seed = CounterRandom.Hash("minibatch") ^ (ulong)settings.Seed;
        var counted = groups.Where(group => group.Kept || settings.CountDropped).ToList();
        var samples = groups
            .Where(group => group.Kept)
            .ToDictionary(group => group.QuestionId, group => Visible(group, settings).ToList());
        var skips = Gradientless.IsSkipped([.. samples.Values.SelectMany(visible => visible)], settings);
        return
        [
            .. Enumerable
                .Range(1, settings.Epochs)
                .SelectMany(epoch =>
                    counted
                        .OrderBy(group => CounterRandom.Bits(seed, CounterRandom.Hash(group.QuestionId), (ulong)round, (ulong)epoch))
                        .ThenBy(group => group.QuestionId, StringComparer.Ordinal)
                        .Chunk(settings.MinibatchQuestions)
                        .Where(chunk => chunk.Any(group => group.Kept && Visible(group, settings).Any()))
                        .Select(chunk => Create(chunk, epoch, samples, skips, settings))
                ),
        ];
    }

    private static IEnumerable<PolicySample> Visible(PolicyGroup group, UpdateSettings settings) =>
        group.Samples.Where(sample => !(settings.MasksTruncated && sample.Truncated));

    private static UpdateMinibatch Create(
        PolicyGroup[] groups,
        int epoch,
        Dictionary<string, List<PolicySample>> samples,
        bool skips,
        UpdateSettings settings
    )
    {
        var members = groups.Where(group => group.Kept).SelectMany(group => samples[group.QuestionId]).ToList();
        int[] computed = [.. Enumerable.Range(0, members.Count).Where(index => !(skips && Gradientless.Holds(members[index])))];
        var plan = MicroBatchPlan.Split([.. computed.Select(index => members[index].Sequence.InputLength)], settings.MicroBatchTokens);
        return new UpdateMinibatch
        {
            Epoch = epoch,
            Questions = groups.Count(group => group.Kept),
            Normalizer = new LossNormalizer(
                groups.Sum(group => Visible(group, settings).Sum(sample => (long)sample.Sequence.Response.Count)),
                groups.Sum(group => Visible(group, settings).LongCount())),
            Samples = members,
            Computed = computed,
            MicroBatches = [.. plan.Select(rows => rows.Select(row => computed[row]).ToList())],
        };
    }
}
