using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Rewards;

namespace Empo.Experiments.Settings;

/// <summary>Rules that hold between settings, checked before anything runs.</summary>
internal static class ExperimentRules
{
    /// <exception cref="UserError">EMPO1009 at the setting that breaks a rule.</exception>
    public static void Check(Experiment experiment)
    {
        Divides(experiment, Rollout.SamplesPerChunk, Rollout.Samples);
        Divides(experiment, Evaluate.SamplesPerChunk, Evaluate.Samples);
        Divides(experiment, Pretrain.KvHeads, Pretrain.Heads);
        Divides(experiment, Pretrain.Heads, Pretrain.HiddenSize);
        EngineRules.Check(experiment);
        if (experiment.Engine != RolloutEngine.Imported)
        {
            NotBelow(
                experiment,
                Rollout.Candidates,
                Rollout.Questions,
                experiment.Get(Rollout.Candidates),
                experiment.Get(Rollout.Questions)
            );
            NotZero(experiment, Rollout.Questions);
        }

        NotBelow(
            experiment,
            Filter.MajorityHigh,
            Filter.MajorityLow,
            experiment.Get(Filter.MajorityHigh),
            experiment.Get(Filter.MajorityLow)
        );
        if (experiment.Get(Filter.EntropyLow) is { } low && experiment.Get(Filter.EntropyHigh) is { } high)
        {
            NotBelow(experiment, Filter.EntropyHigh, Filter.EntropyLow, high, low);
        }

        if (experiment.Adapter is not null && !experiment.TrainsAdapter)
        {
            throw Broken(
                experiment,
                General.Adapter,
                "is given, but update.lora.rank is 0, which trains all weights: give the adapter's rank, or merge it into its "
                    + "base first (verb merge of the stage program)",
                Update.LoraRank
            );
        }

        var largest = experiment.Get(Evaluate.K).Max();
        if (largest > experiment.Get(Evaluate.Samples))
        {
            throw Broken(
                experiment,
                Evaluate.K,
                $"holds {largest}, but only {experiment.Get(Evaluate.Samples)} answers are sampled (evaluate.samples)",
                Evaluate.Samples
            );
        }

        MethodRules.Check(experiment);
        if (experiment.Get(General.RunName) is { Length: > 0 } runFolder && !RunFolderName.IsPath(runFolder))
        {
            throw Broken(
                experiment,
                General.RunName,
                $"({runFolder}) is not a path of plain names: letters, digits, - and _, separated by /",
                General.RunName,
                "EMPO1025"
            );
        }

        if (experiment.Get(Questions.NearDuplicate) is < 0.5 or > 1)
        {
            throw Broken(experiment, Questions.NearDuplicate, "is a similarity, so it lies between 0.5 and 1", Questions.NearDuplicate);
        }

        CheckProbes(experiment);
        CheckJudge(experiment);
        if (!experiment.Get(Prompt.Template).Contains("{question}", StringComparison.Ordinal))
        {
            throw Broken(experiment, Prompt.Template, "lacks {question}, so every prompt would be the same", Prompt.Template);
        }
    }

    private static void CheckProbes(Experiment experiment)
    {
        if (experiment.Get(Guard.Probes) > 0 && experiment.Engine == RolloutEngine.Imported)
        {
            throw Broken(experiment, Guard.Probes, "asks a policy, but a recording has none (rollout.engine)", Rollout.Engine);
        }

        foreach (
            var limit in GuardLimit
                .All.Where(limit => limit.Stage == StageTable.Probe)
                .Select(limit => Guard.Limits[limit.Indicator])
                .SelectMany(limits => new[] { limits.Warn, limits.Stop })
        )
        {
            if (experiment.Get(Guard.Probes) == 0 && experiment.Get(limit) is not null)
            {
                throw Broken(experiment, limit, "is a limit of what probes measure, but guard.probes is 0", Guard.Probes);
            }
        }
    }

    private static void CheckJudge(Experiment experiment)
    {
        if (experiment.Equivalence != AnswerEquivalence.Judge)
        {
            return;
        }

        var (hasModel, hasServer) = (experiment.JudgeModel is not null, experiment.Get(Judge.Url).Length > 0);
        var why = (hasModel, hasServer) switch
        {
            (false, false) => "names nobody to ask: give score.judge.model (a folder) or score.judge.url (a server)",
            (true, true) => "has two judges, score.judge.model and score.judge.url: give one of them",
            (false, true) when experiment.Get(Judge.Name).Length == 0 => "asks a server, so score.judge.name must say for which model",
            _ => null,
        };
        var prompt = experiment.Get(Judge.Prompt);
        if (
            why is null
            && prompt.Length > 0
            && (!prompt.Contains("{reference}", StringComparison.Ordinal) || !prompt.Contains("{answer}", StringComparison.Ordinal))
        )
        {
            why = "needs {reference} and {answer} in score.judge.prompt";
        }

        if (why is not null)
        {
            throw experiment.FailureAt(Score.Equivalence, "EMPO4050", $"score.equivalence: judge {why}.");
        }
    }

    private static void Divides(Experiment experiment, Setting<int> part, Setting<int> whole)
    {
        if (experiment.Get(whole) % experiment.Get(part) != 0)
        {
            throw Broken(experiment, part, $"({experiment.Get(part)}) does not divide {whole.Path} ({experiment.Get(whole)})", whole);
        }
    }

    private static void NotZero(Experiment experiment, Setting<int> setting)
    {
        if (experiment.Get(setting) == 0)
        {
            throw Broken(experiment, setting, "is 0, which only recorded rollouts may have (rollout.engine)", Rollout.Engine);
        }
    }

    private static void NotBelow(Experiment experiment, Setting larger, Setting smaller, double high, double low)
    {
        if (high < low)
        {
            throw Broken(experiment, larger, FormattableString.Invariant($"({high}) is below {smaller.Path} ({low})"), smaller);
        }
    }

    /// <summary>The setting that asks for a reward: <c>score.reward</c>, or its weight where it is a summand.</summary>
    internal static Setting Asking(Experiment experiment, Reward reward) =>
        experiment.Get(Score.Reward) == reward ? Score.Reward : Score.Weights[reward];

    /// <summary>Points to the setting that was written, where the other one is a default.</summary>
    internal static UserError Broken(Experiment experiment, Setting setting, string why, Setting other, string code = "EMPO1009") =>
        experiment.FailureAt(experiment.ValueOf(setting).File is null ? other : setting, code, $"{setting} {why}. Change one of the two.");
}
