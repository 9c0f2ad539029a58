using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Stages.Sampling;

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
            ? new JudgedComparison(context, questions, Store(context, prompt, $"model {model.Digest}"), () =>
                new ModelJudge(LoadedPolicy.Load(model.Path, DeviceChoice.Resolve(context.Request.Device)), prompt)
            )
            : OfServer(context, questions, JudgeSettings.From(context.Settings), prompt);
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
