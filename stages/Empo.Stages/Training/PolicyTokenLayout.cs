using Empo.Method;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>Lays out what a policy loss reads of each response token, in the order of a micro-batch's rows.</summary>
internal sealed class PolicyTokenLayout(UpdateSettings settings, Device device)
{
    /// <param name="minibatch">The samples and their normaliser.</param>
    /// <param name="rows">The micro-batch: indices into the minibatch's samples.</param>
    /// <param name="old">Old log-probabilities of the samples; without the rows' own in the first minibatch.</param>
    /// <param name="type">Type of the values.</param>
    public PolicyTokens Of(
        UpdateMinibatch minibatch,
        IReadOnlyList<int> rows,
        Dictionary<PolicySample, double[]> old,
        ScalarType type
    )
    {
        var samples = rows.Select(row => minibatch.Samples[row]).ToList();
        var objective = settings.Objective;
        return new PolicyTokens
        {
            Advantages = PerToken(samples, type, sample => sample.Advantage),
            Weights = PerToken(samples, type, sample =>
                minibatch.Normalizer.TokenWeight(settings.Aggregation, sample.Sequence.Response.Count, settings.MostTokens)
            ),
            Old = old.ContainsKey(samples[0]) ? OnDevice([.. samples.SelectMany(sample => old[sample])], type) : null,
            Rows = objective.Loss.Ratio == RatioLevel.Sequence ? RowsOf(samples) : null,
            Rollout =
                objective.Importance == ImportanceCorrection.None ? null : OnDevice(Flat(samples, sample => sample.RolloutLogProbs), type),
            Reference = objective.KlBeta == 0 ? null : OnDevice(Flat(samples, sample => sample.ReferenceLogProbs!), type),
        };
    }

    private Tensor RowsOf(List<PolicySample> samples) =>
        tensor(samples.SelectMany((sample, row) => Enumerable.Repeat((long)row, sample.Sequence.Response.Count)).ToArray()).to(device);

    private static double[] Flat(List<PolicySample> samples, Func<PolicySample, IReadOnlyList<float>> values) =>
        [.. samples.SelectMany(values).Select(value => (double)value)];

    private Tensor PerToken(List<PolicySample> samples, ScalarType type, Func<PolicySample, double> value) =>
        OnDevice([.. samples.SelectMany(sample => Enumerable.Repeat(value(sample), sample.Sequence.Response.Count))], type);

    private Tensor OnDevice(double[] values, ScalarType type) => tensor(values, dtype: type).to(device);
}
