using Empo.Experiments.Execution;
using Empo.Method;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// One round's policy update: a clipped policy loss over minibatches of whole groups, AdamW after each.
/// <para>
/// Old log-probabilities come from the training forward pass before the first step, in the same micro-batches. For the first minibatch they
/// are its new ones, detached, so its ratios are 1 and nothing is clipped. For the other minibatches they are recomputed without gradients.
/// The rollout engine's log-probabilities serve the mismatch report and, where asked for, the importance weights
/// (<see cref="ImportanceCorrection"/>).
/// </para>
/// <para>
/// The policy is changed in place. When <see cref="Train"/> throws, the policy may be halfway through the round's steps. Nothing was
/// written, and the caller must load the policy again rather than use it.
/// </para>
/// </summary>
internal sealed class PolicyTrainer(CausalDecoder policy, UpdateSettings settings, IStageLog log)
{
    private readonly ResponseLogProbs _logProbs = new(policy, settings.Temperature, settings.Recompute);
    private readonly PolicyTokenLayout _tokens = new(settings, policy.Device);

    /// <summary>Where it trains; alone by default.</summary>
    public TrainingPlace Place { get; init; } = TrainingPlace.Alone;

    private bool NeedsEntropies => settings.Objective.EntropyBonus > 0;

    /// <param name="groups">The round's questions, in any order.</param>
    /// <param name="round">One-based; part of the minibatch order's hash.</param>
    /// <param name="optimizer">The state after the round before, or null for a fresh one.</param>
    /// <param name="cancellation">Checked between micro-batches.</param>
    /// <exception cref="UserError">Loss or gradient is not finite, or the rollouts do not belong to this policy.</exception>
    public UpdateResult Train(IReadOnlyList<PolicyGroup> groups, int round, IOptimizerState? optimizer, CancellationToken cancellation)
    {
        if (policy.Dtype == ScalarType.Float16)
        {
            throw new InvalidOperationException("Gradients underflow in F16, and there is no loss scaling: load F16 weights in F32.");
        }

        var minibatches = UpdateMinibatch.Plan(groups, settings, round);
        var kept = groups.Count(group => group.Kept);
        if (minibatches.Count == 0)
        {
            log.Line(
                kept == 0
                    ? $"update kept=0 questions={groups.Count}: no question was kept, policy and optimizer stay as they are"
                    : $"update kept={kept} questions={groups.Count}: every response of a kept question was cut off and is masked, "
                        + "policy and optimizer stay as they are"
            );
            return new UpdateResult
            {
                Steps = [],
                Kept = kept,
                Mismatch = null,
                Saved = null,
            };
        }

        using var training = new TrainingState(policy, _logProbs, settings.Optimizer, settings.Recompute, Place);
        if (optimizer is not null)
        {
            training.Optimizer.Restore(optimizer);
        }

        SaySkipped(minibatches);
        if (settings.Rehearse && minibatches.Any(minibatch => minibatch.Computed.Count > 0))
        {
            training.Gradients.Rehearse(() => Rehearse(minibatches));
        }

        var old = new Dictionary<PolicySample, double[]>(ReferenceEqualityComparer.Instance);
        training.RequireSame();
        RecomputeOld(minibatches, old, cancellation);
        var (steps, mismatch) = (new List<StepStatistics>(), default(Mismatch));
        foreach (var minibatch in minibatches)
        {
            var number = steps.Count + 1;
            training.Gradients.Zero();
            var (loss, clipped, newLogProbs) = Backward(minibatch, old, training, number, cancellation);
            mismatch ??= MismatchOf(minibatches.Where(other => other.Epoch == 1).SelectMany(other => other.ComputedSamples), old);
            var norm = training.Step(settings.LearningRate, settings.GradientClip, number);
            steps.Add(Describe(minibatch, number, loss, norm, Ratio(minibatch, old, newLogProbs, clipped)));
            log.Progress("update", number, minibatches.Count, "steps");
        }

        return new UpdateResult
        {
            Steps = steps,
            Kept = kept,
            Mismatch = mismatch,
            Saved = training.Save(),
        };
    }

    private void SaySkipped(IReadOnlyList<UpdateMinibatch> minibatches)
    {
        var (skipped, tokens) = (minibatches.Sum(minibatch => minibatch.SkippedTokens), minibatches.Sum(minibatch => minibatch.Tokens));
        if (skipped > 0)
        {
            log.Line(
                $"update skipped_tokens={skipped} tokens={tokens}: an advantage of 0 gives no gradient (update.zero_advantages); mismatch, "
                    + "ratio and k3 are means over the other tokens"
            );
        }
    }

    /// <summary>Runs the largest micro-batch of the round forward and backward. The first step clears the gradient.</summary>
    private void Rehearse(IReadOnlyList<UpdateMinibatch> minibatches)
    {
        var (minibatch, rows, _) = minibatches
            .SelectMany(minibatch =>
                minibatch.MicroBatches.Zip(minibatch.PaddedTokens, (rows, tokens) => (Minibatch: minibatch, Rows: rows, Tokens: tokens))
            )
            .MaxBy(item => item.Tokens);
        using var batch = Layout(minibatch, rows);
        _logProbs.Backward(batch, NeedsEntropies, (logProbs, entropies) =>
            entropies is null ? logProbs.sum() : logProbs.sum().add(entropies.sum(), Scalars.One)
        );
    }

    /// <summary>
    /// Fills in the old log-probabilities of every sample outside the first minibatch. The first minibatch needs none: no step comes before
    /// its forward pass, so its new log-probabilities, detached, are the old ones.
    /// </summary>
    private void RecomputeOld(
        IReadOnlyList<UpdateMinibatch> minibatches,
        Dictionary<PolicySample, double[]> old,
        CancellationToken cancellation
    )
    {
        foreach (var minibatch in minibatches.Skip(1).Where(minibatch => minibatch.Epoch == 1))
        {
            double[] Forward(int index)
            {
                cancellation.ThrowIfCancellationRequested();
                using var batch = Layout(minibatch, minibatch.MicroBatches[index]);
                return _logProbs.Forward(batch);
            }

            var all = RankShares.Each(Place.Ranks, minibatch.MicroBatches.Count, Forward, "old log-probabilities");
            foreach (var (rows, values) in minibatch.MicroBatches.Zip(all))
            {
                foreach (var (row, range) in Ranges(minibatch, rows))
                {
                    old[minibatch.Samples[row]] = values[range];
                }
            }
        }
    }

    /// <summary>
    /// Forward and backward pass of one minibatch. Returns its loss, the number of clipped tokens, and the new log-probabilities of each
    /// computed sample.
    /// </summary>
    private (double Loss, long Clipped, double[][] LogProbs) Backward(
        UpdateMinibatch minibatch,
        Dictionary<PolicySample, double[]> old,
        TrainingState training,
        int step,
        CancellationToken cancellation
    )
    {
        var logProbs = new double[minibatch.Samples.Count][]; // null where a sample is not computed
        var (loss, clipped) = (0.0, 0L);
        var outcomes = training.Gradients.Add(minibatch.MicroBatches.Count, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var batch = Layout(minibatch, minibatch.MicroBatches[index]);
            var tokens = _tokens.Of(minibatch, minibatch.MicroBatches[index], old, training.Type);
            var count = 0L;
            var (share, values) = _logProbs.Backward(batch, NeedsEntropies, (logProbs, entropies) =>
            {
                var value = PolicyLoss.Sum(logProbs, tokens, settings.Objective, entropies);
                count = value.Clipped.item<long>();
                return value.Loss;
            });
            return new MicroBatchOutcome(share, count, values);
        });
        foreach (var (rows, outcome) in minibatch.MicroBatches.Zip(outcomes))
        {
            loss += outcome.Loss;
            clipped += outcome.Clipped;
            foreach (var (row, range) in Ranges(minibatch, rows))
            {
                logProbs[row] = outcome.LogProbs[range];
                old.TryAdd(minibatch.Samples[row], logProbs[row]); // the first minibatch: old is new
            }
        }

        return double.IsFinite(loss)
            ? (loss, clipped, logProbs)
            : throw new UserError(
                "EMPO3040",
                $"The loss of optimizer step {step} is not finite ({loss}): training has diverged. Nothing was written; lower the "
                    + "learning rate or look at the rewards of this round."
            );
    }

    private MicroBatch Layout(UpdateMinibatch minibatch, IReadOnlyList<int> rows) =>
        MicroBatch.Create([.. minibatch.Samples.Select(sample => sample.Sequence)], rows, policy.Device);

    /// <summary>Null where the rollout's engine recorded no log-probabilities, or no response was computed.</summary>
    private Mismatch? MismatchOf(IEnumerable<PolicySample> all, Dictionary<PolicySample, double[]> old)
    {
        var samples = all.Where(sample => sample.RolloutLogProbs.Count == sample.Sequence.Response.Count).ToList();
        if (samples.Count == 0)
        {
            return null;
        }

        var mismatch = Mismatch.Of(
            [.. samples.SelectMany(sample => old[sample])],
            [.. samples.SelectMany(sample => sample.RolloutLogProbs).Select(value => (double)value)]);
        mismatch.Verify(settings.ForeignRollout || policy.Dtype is ScalarType.BFloat16 or ScalarType.Float16, log);
        return mismatch;
    }

    private RatioStatistics Ratio(UpdateMinibatch minibatch, Dictionary<PolicySample, double[]> old, double[][] newLogProbs, long clipped)
    {
        // Clipping changes nothing where the advantage is 0, so such a token counts as not clipped without being computed.
        var clippable = settings.Objective.Loss.ClipsByRatio ? minibatch.Tokens - minibatch.SkippedTokens : minibatch.Tokens;
        return RatioStatistics.From(
            [.. minibatch.ComputedSamples.Select(sample => old[sample])],
            [.. minibatch.Computed.Select(index => newLogProbs[index])],
            (clipped, clippable),
            minibatch.Tokens
        );
    }

    private StepStatistics Describe(UpdateMinibatch minibatch, int number, double loss, double norm, RatioStatistics ratio) => new()
    {
        Step = number,
        Epoch = minibatch.Epoch,
        Questions = minibatch.Questions,
        Loss = loss,
        GradientNorm = norm,
        LearningRate = settings.LearningRate,
        SkippedTokens = minibatch.SkippedTokens,
        Ratio = ratio,
    };

    private static IEnumerable<(int Row, Range Range)> Ranges(UpdateMinibatch minibatch, IReadOnlyList<int> rows)
    {
        var start = 0;
        foreach (var row in rows)
        {
            var end = start + minibatch.Samples[row].Sequence.Response.Count;
            yield return (row, start..end);
            start = end;
        }
    }
}
