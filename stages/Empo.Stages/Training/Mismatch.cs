using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>
/// How far the training forward pass and the rollout engine disagree about the log-probability of the same tokens under the
/// same policy. It should be no more than rounding. A wrong temperature, stale weights or a faulty cache show here first.
/// </summary>
/// <param name="Mean">Mean of |train - rollout| in nats.</param>
/// <param name="P999">99.9th percentile of it, nearest rank.</param>
/// <param name="K3">Mean of exp(train - rollout) - 1 - (train - rollout): the k3 estimate of KL(rollout || train) in nats.</param>
internal sealed record Mismatch(double Mean, double P999, double K3)
{
    private const double ExactLimit = 1e-3;
    private const double HalfPrecisionWarning = 0.02;
    private const double HalfPrecisionLimit = 0.1;

    /// <summary>Compares token by token. Example: train [-1, -2], rollout [-1.1, -2] gives mean 0.05, percentile 0.1, k3 0.0026.</summary>
    public static Mismatch Of(ReadOnlySpan<double> train, ReadOnlySpan<double> rollout)
    {
        if (train.Length != rollout.Length || train.IsEmpty)
        {
            throw new ArgumentException($"{train.Length} and {rollout.Length} log-probabilities cannot be compared.");
        }

        var differences = new double[train.Length];
        var (sum, k3) = (0.0, 0.0);
        for (var i = 0; i < train.Length; i++)
        {
            var difference = train[i] - rollout[i];
            differences[i] = Math.Abs(difference);
            sum += differences[i];
            k3 += KlEstimate.K3(rollout[i], train[i]);
        }

        Array.Sort(differences);
        var rank = (int)Math.Ceiling(0.999 * differences.Length) - 1;
        return new Mismatch(sum / train.Length, differences[rank], k3 / train.Length);
    }

    /// <summary>Fails or warns by the limits of the model's precision.</summary>
    /// <param name="halfPrecision">The model is in bfloat16 or float16, where rounding alone gives about 0.01.</param>
    /// <param name="log">Where a warning goes.</param>
    /// <exception cref="UserError">The mean is over 1e-3, or 0.1 in half precision, or not finite.</exception>
    public void Verify(bool halfPrecision, IStageLog log)
    {
        if (!double.IsFinite(Mean))
        {
            throw new UserError(
                "EMPO3040",
                "The policy's log-probabilities of this round's responses are not finite: its weights are damaged, or training "
                    + "has diverged. Nothing was written; go back to an earlier policy and lower the learning rate."
            );
        }

        var limit = halfPrecision ? HalfPrecisionLimit : ExactLimit;
        if (Mean > limit)
        {
            throw new UserError(
                "EMPO4041",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rollout's log-probabilities differ from the policy's by {Mean:G3} on average (limit {limit:G3}): the "
                        + $"rollouts belong to another policy, temperature or tokenizer. Nothing was written; sample this round again."
                )
            );
        }

        if (halfPrecision && Mean > HalfPrecisionWarning)
        {
            log.Warning(
                "EMPO4042",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rollout's log-probabilities differ from the policy's by {Mean:G3} on average (over "
                        + $"{HalfPrecisionWarning}): more than rounding usually gives."
                )
            );
        }
    }
}
