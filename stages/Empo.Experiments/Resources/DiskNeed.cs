using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Resources;

/// <summary>
/// An upper estimate of the disk space that the remaining stages need at their peak, so that a disk that is too small is refused before
/// days of work and not after.
/// </summary>
public static class DiskNeed
{
    /// <summary>Bytes of a sampled token before compression: id, log-probability, entropy, self-certainty, about 4 of text.</summary>
    private const long BytesPerToken = 20;

    /// <param name="work">Stages that are not up to date.</param>
    /// <returns>Bytes.</returns>
    public static long Estimate(Resolution resolution, IReadOnlyList<NodeStatus> work)
    {
        var experiment = resolution.Pipeline.Experiment;
        if (experiment.Engine == RolloutEngine.Imported)
        {
            // Chunks, scores and exports. Compressed, they are smaller than the recording.
            var files = work.SelectMany(status => status.Node.Inputs)
                .Select(input => input.File)
                .OfType<string>()
                .Where(File.Exists)
                .Distinct();
            return 2 * files.Sum(file => new FileInfo(file).Length);
        }

        var (weights, optimizer) = ModelBytes(resolution.Pipeline.Experiment);
        var updates = work.Where(status => status.Node.Definition == StageTable.Update).Select(status => status.Node.Round!.Value).ToList();
        var policies = updates.Count(round => experiment.Get(Keep.Policies) == KeptPolicies.All || resolution.Pipeline.Evaluates(round));
        // Policies kept for a while: the newest, the one before it, and the last good one where the guard may lead back to it.
        var passing = Math.Min(updates.Count, experiment.Get(Guard.Action) == GuardAction.Off ? 2 : 3);
        var optimizers = Math.Min(updates.Count, experiment.Get(Keep.Optimizer) + 1);
        var rounds = work.Count(status => status.Node.Definition == StageTable.Rollout);
        var evaluations = work.Count(status => status.Node.Definition == StageTable.Evaluate);
        var rolloutTokens = (long)experiment.Get(Rollout.Candidates) * experiment.Get(Rollout.Samples) * experiment.Get(Rollout.MaxTokens);
        var evaluationTokens =
            (long)Math.Max(experiment.Get(Questions.Evaluation), 1) * experiment.Get(Evaluate.Samples) * experiment.Get(Evaluate.MaxTokens);
        return ((policies + passing) * weights)
            + (optimizers * optimizer)
            + (((rounds * rolloutTokens) + (evaluations * evaluationTokens)) * BytesPerToken);
    }

    /// <summary>The line to print, or the refusal.</summary>
    /// <param name="free">Bytes that the store may grow by; null where this is unknown.</param>
    /// <exception cref="UserError">EMPO4007 where that is less than is needed.</exception>
    public static string Check(Resolution resolution, IReadOnlyList<NodeStatus> work, long? free)
    {
        var need = Estimate(resolution, work);
        if (free is not { } space)
        {
            return $"disk: needs at most {DiskSpace.Size(need)} more; this disk does not say what is free";
        }

        return space >= need
            ? $"disk: needs at most {DiskSpace.Size(need)} more, {DiskSpace.Size(space)} free"
            : throw new UserError(
                "EMPO4007",
                $"The stages that are left may write {DiskSpace.Size(need)}, but only {DiskSpace.Size(space)} are free. Free "
                    + "space, choose another disk (-p:EmpoStore=<folder>), or keep less (keep.policies, keep.optimizer).",
                resolution.Store.Root
            );
    }

    /// <summary>Bytes of one policy and of one optimizer state (moments, and master weights where the model is not F32).</summary>
    private static (long Weights, long Optimizer) ModelBytes(Experiment experiment)
    {
        if (ExperimentModel.Find(experiment) is not { } model)
        {
            return (0, 0); // loading the model reports what is wrong with it
        }

        if (experiment.TrainsAdapter)
        {
            var scalars = model.Config.AdapterParameterCount(experiment.Get(Update.LoraRank), experiment.Get(Update.LoraTargets));
            return (scalars * sizeof(float), scalars * 2 * sizeof(float));
        }

        return (
            experiment.Model is { } folder
                ? Directory.EnumerateFiles(folder, "*.safetensors").Sum(file => new FileInfo(file).Length)
                : model.Config.ParameterCount * model.WeightBytes,
            model.Config.ParameterCount * sizeof(float) * (model.WeightBytes < sizeof(float) ? 3 : 2)
        );
    }
}
