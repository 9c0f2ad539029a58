using Empo.Experiments.Execution;
using Empo.Experiments.Guarding;

namespace Empo.Experiments.Settings;

/// <summary>Rules that hold between settings, checked before anything runs.</summary>
internal static class ExperimentRules
{
    /// <exception cref="StageFailure">EMPO1009 at the setting that breaks a rule.</exception>
    public static void Check(Experiment experiment)
    {
        Divides(experiment, "rollout.samples_per_chunk", "rollout.samples");
        Divides(experiment, "evaluate.samples_per_chunk", "evaluate.samples");
        Divides(experiment, "pretrain.kv_heads", "pretrain.heads");
        Divides(experiment, "pretrain.heads", "pretrain.hidden_size");
        EngineRules.Check(experiment);
        if (experiment.Engine != "recorded")
        {
            NotBelow(experiment, "rollout.candidates", "rollout.questions");
            NotZero(experiment, "rollout.questions");
        }

        NotBelow(experiment, "filter.majority.high", "filter.majority.low");
        if (experiment.Values["filter.entropy.low"].Text != "none" && experiment.Values["filter.entropy.high"].Text != "none")
        {
            NotBelow(experiment, "filter.entropy.high", "filter.entropy.low");
        }

        if (experiment.Adapter is not null && !experiment.TrainsAdapter)
        {
            throw Broken(experiment, "adapter", "is given, but update.lora.rank is 0, which trains all weights: give the adapter's rank, or merge it into its base first (verb merge of the stage program)", "update.lora.rank");
        }

        var largest = experiment.SliceFor("evaluate").Integers("evaluate.k").Max();
        if (largest > experiment.Integer("evaluate.samples"))
        {
            throw Broken(experiment, "evaluate.k", $"holds {largest}, but only {experiment.Integer("evaluate.samples")} answers are sampled (evaluate.samples)", "evaluate.samples");
        }

        MethodRules.Check(experiment);
        if (experiment.Values["view"].Text is { Length: > 0 } view && !ViewName.IsPath(view))
        {
            throw Broken(experiment, "view", $"({view}) is no path of plain names: letters, digits, - and _, separated by /", "view", "EMPO1025");
        }

        if (experiment.SliceFor("prepare").OptionalNumber("questions.near_duplicate") is < 0.5 or > 1)
        {
            throw Broken(experiment, "questions.near_duplicate", "is a similarity, so it lies between 0.5 and 1", "questions.near_duplicate");
        }

        CheckProbes(experiment);
        CheckJudge(experiment);
        if (!experiment.Values["prompt.template"].Text.Contains("{question}", StringComparison.Ordinal))
        {
            throw Broken(experiment, "prompt.template", "lacks {question}, so every prompt would be the same", "prompt.template");
        }
    }

    private static void CheckProbes(Experiment experiment)
    {
        if (experiment.Integer("guard.probes") > 0 && experiment.Engine == "recorded")
        {
            throw Broken(experiment, "guard.probes", "asks a policy, but a recording has none (rollout.engine)", "rollout.engine");
        }

        foreach (var path in GuardLimit.All.Where(limit => limit.Stage == "probe").SelectMany(limit => new[] { $"guard.{limit.Indicator}.warn", $"guard.{limit.Indicator}.stop" }))
        {
            if (experiment.Integer("guard.probes") == 0 && experiment.Values[path].Text != "none")
            {
                throw Broken(experiment, path, "is a limit of what probes measure, but guard.probes is 0", "guard.probes");
            }
        }
    }

    private static void CheckJudge(Experiment experiment)
    {
        if (experiment.Equivalence != "judge")
        {
            return;
        }

        var (hasModel, hasServer) = (experiment.JudgeModel is not null, experiment.Values["score.judge.url"].Text.Length > 0);
        var why = (hasModel, hasServer) switch
        {
            (false, false) => "names nobody to ask: give score.judge.model (a folder) or score.judge.url (a server)",
            (true, true) => "has two judges, score.judge.model and score.judge.url: give one of them",
            (false, true) when experiment.Values["score.judge.name"].Text.Length == 0 => "asks a server, so score.judge.name must say for which model",
            _ => null,
        };
        var prompt = experiment.Values["score.judge.prompt"].Text;
        if (why is null && prompt.Length > 0 && (!prompt.Contains("{reference}", StringComparison.Ordinal) || !prompt.Contains("{answer}", StringComparison.Ordinal)))
        {
            why = "needs {reference} and {answer} in score.judge.prompt";
        }

        if (why is not null)
        {
            var value = experiment.Values["score.equivalence"];
            throw new StageFailure("EMPO4050", $"score.equivalence: judge {why}.", value.File ?? experiment.File, Math.Max(value.Line, value.File is null or "EmpoSet" ? 0 : 1), value.Column);
        }
    }

    private static void Divides(Experiment experiment, string part, string whole)
    {
        if (experiment.Integer(whole) % experiment.Integer(part) != 0)
        {
            throw Broken(experiment, part, $"({experiment.Integer(part)}) does not divide {whole} ({experiment.Integer(whole)})", whole);
        }
    }

    private static void NotZero(Experiment experiment, string path)
    {
        if (experiment.Integer(path) == 0)
        {
            throw Broken(experiment, path, "is 0, which only recorded rollouts may have (rollout.engine)", "rollout.engine");
        }
    }

    private static void NotBelow(Experiment experiment, string larger, string smaller)
    {
        double Value(string path) => double.Parse(experiment.Values[path].Text, System.Globalization.CultureInfo.InvariantCulture);
        if (Value(larger) < Value(smaller))
        {
            throw Broken(experiment, larger, FormattableString.Invariant($"({Value(larger)}) is below {smaller} ({Value(smaller)})"), smaller);
        }
    }

    /// <summary>Points to the setting that was written, where the other one is a default.</summary>
    internal static StageFailure Broken(Experiment experiment, string path, string why, string other, string code = "EMPO1009")
    {
        var value = experiment.Values[path].File is null ? experiment.Values[other] : experiment.Values[path];
        return new StageFailure(code, $"{path} {why}. Change one of the two.", value.File ?? experiment.File, Math.Max(value.Line, value.File is null or "EmpoSet" ? 0 : 1), value.Column);
    }
}
