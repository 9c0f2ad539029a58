using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Stages.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Judging;

/// <summary>Opens the judge of an experiment: the model folder that is the input <c>judge</c>, or a server.</summary>
internal static class JudgedAnswers
{
    /// <summary>Raise it when the way in which judges are asked changes.</summary>
    private const int Version = 1;

    /// <param name="context">The stage.</param>
    /// <param name="questions">Question id to text.</param>
    public static JudgedComparison Open(StageContext context, Dictionary<string, string> questions)
    {
        var prompt = new JudgePrompt(context.Settings.Get(Judge.Prompt));
        return context.FindInput(InputRole.Judge) is { } model
            ? OfModel(context, questions, model, prompt)
            : OfServer(context, questions, JudgeSettings.From(context.Settings), prompt);
    }

    private static JudgedComparison OfModel(
        StageContext context,
        Dictionary<string, string> questions,
        StageInput model,
        JudgePrompt prompt
    )
    {
        var dtype = Dtype(context, model.Path);
        string[] who = dtype is null ? [$"model {model.Digest}"] : [$"model {model.Digest}", $"dtype {EnumWord.Of(JudgeDtype.Bfloat16)}"];
        return new JudgedComparison(context, questions, Store(context, prompt, who), () =>
            context.Ranks.Size > 1 ? new RankedJudge(context.Ranks, Load(context, model, prompt)) : Load(context, model, prompt)
        );
    }

    /// <summary>Runs the part of a stage that a follower has in judging: none where no model of ours judges.</summary>
    public static void Follow(StageContext context)
    {
        if (context.FindInput(InputRole.Judge) is { } model)
        {
            var prompt = new JudgePrompt(context.Settings.Get(Judge.Prompt));
            RankedJudge.Follow(context.Ranks, () => Load(context, model, prompt), context.Cancellation);
        }
    }

    /// <summary>Tells followers that the leader has judged all.</summary>
    public static void End(StageContext context)
    {
        if (context.Ranks.Size > 1 && context.FindInput(InputRole.Judge) is not null)
        {
            RankedJudge.End(context.Ranks);
        }
    }

    private static ModelJudge Load(StageContext context, StageInput model, JudgePrompt prompt)
    {
        var policy = LoadedPolicy.Load(model.Path, DeviceChoice.Resolve(context.Request.Device), Dtype(context, model.Path));
        return new ModelJudge(policy, prompt, context.Ranks);
    }

    /// <summary>The type to compute in; null for the model's own.</summary>
    private static ScalarType? Dtype(StageContext context, string folder)
    {
        var half = context.Settings.Get(Judge.Dtype) switch
        {
            JudgeDtype.Model => false,
            JudgeDtype.Bfloat16 => true,
            JudgeDtype.Auto => NativeBfloat16.IsSupported || DeviceChoice.Resolve(context.Request.Device).type == DeviceType.CUDA,
        };
        return half && ExperimentModel.InFolder(folder)?.WeightBytes != 2 ? ScalarType.BFloat16 : null;
    }

    private static JudgedComparison OfServer(
        StageContext context,
        Dictionary<string, string> questions,
        JudgeSettings endpoint,
        JudgePrompt prompt
    )
    {
        // Before any verdict is looked up, so that a missing key is reported at once.
        ChatEndpoint.Words.KeyOf(endpoint);
        string[] who =
        [
            $"server model {endpoint.Name}",
            $"version {context.Settings.Get(Judge.Version)}",
            string.Create(CultureInfo.InvariantCulture, $"max_tokens {endpoint.MaxTokens}"),
        ];
        return new JudgedComparison(context, questions, Store(context, prompt, who), () =>
            new EndpointJudge(endpoint, prompt, context.Log)
        );
    }

    private static VerdictStore Store(StageContext context, JudgePrompt prompt, params string[] who) =>
        context.Verdicts([
            string.Create(CultureInfo.InvariantCulture, $"judge {Version}"),
            .. who,
            $"prompt {Sha256Digest.OfLines([prompt.Template])}",
        ]);
}
