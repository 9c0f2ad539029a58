using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Imports;

/// <summary>
/// Where a recording keeps each value: dotted paths into a row, null for a value that it does not have. A part <c>*</c> stands for every
/// element of a list, so a row may hold one response or all responses of a question (<c>outputs.*.text</c>).
/// </summary>
internal sealed record RecordingColumns
{
    public string? Prompt { get; init; }

    public string? PromptIds { get; init; }

    public string? Response { get; init; }

    public string? ResponseIds { get; init; }

    public string? LogProbs { get; init; }

    /// <summary>The correct answer; only code that needs labels reads it.</summary>
    public string? Answer { get; init; }

    /// <summary>The column that distinguishes questions; without it, the prompt does.</summary>
    public string? QuestionId { get; init; }

    /// <summary>Columns that may distinguish questions with the same prompt; empty where the experiment names the column.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    public string? Step { get; init; }

    public string? FinishReason { get; init; }

    // The names that trainers and their forks give to the id of a group or question. Most rows have none of them.
    private static readonly string[] GroupNames =
    [
        "uid", "prompt_id", "problem_id", "extra_info.id", "extra_info.index", "index", "custom_id",
    ];

    // OpenAI's completions and its Responses API.
    private static readonly (string, string?)[] OfBatch =
    [
        ("response.body.choices.*.text", "response.body.choices.*.finish_reason"),
        ("response.body.output", "response.body.status"),
    ];

    /// <summary>Whether a column's name says that it is a group id: verl groups by it.</summary>
    public static bool IsGroupId(string column) => column == "uid" || column.EndsWith(".uid", StringComparison.Ordinal);

    /// <summary>
    /// Other places where the format keeps responses and their finish reasons, for rows that have none at the first place.
    /// </summary>
    public IReadOnlyList<(string Response, string? FinishReason)> Otherwise { get; init; } = [];

    /// <summary>Paths that are read from a file, up to their first <c>*</c>.</summary>
    public IReadOnlyCollection<string> Read =>
        [
            .. new[] { Prompt, PromptIds, Response, ResponseIds, LogProbs, Answer, QuestionId, Step, FinishReason }
                .Concat(Groups)
                .Concat(Otherwise.SelectMany(place => new[] { place.Response, place.FinishReason }))
                .OfType<string>()
                .Select(path => path.Split(".*")[0])
                .Concat(FailedRequest.Columns)
                .Distinct(),
        ];

    /// <summary>The columns of the named format, with the experiment's overrides.</summary>
    public static RecordingColumns From(SettingSlice settings)
    {
        var form = Named(settings.Get(Imported.Form));
        return new RecordingColumns
        {
            Prompt = Chosen(Imported.ColumnsPrompt, form.Prompt),
            PromptIds = Chosen(Imported.ColumnsPromptIds, form.PromptIds),
            Response = Chosen(Imported.ColumnsResponse, form.Response),
            ResponseIds = Chosen(Imported.ColumnsResponseIds, form.ResponseIds),
            LogProbs = Chosen(Imported.ColumnsLogProbs, form.LogProbs),
            Answer = Chosen(Imported.ColumnsAnswer, form.Answer),
            QuestionId = Chosen(Imported.ColumnsQuestionId, form.QuestionId),
            Groups = settings.Get(Imported.ColumnsQuestionId).Length > 0 ? [] : form.Groups,
            Step = Chosen(Imported.ColumnsStep, form.Step),
            FinishReason = Chosen(Imported.ColumnsFinishReason, form.FinishReason),
            Otherwise = settings.Get(Imported.ColumnsResponse).Length > 0 ? [] : form.Otherwise,
        };

        string? Chosen(Setting<string> column, string? ofForm) => settings.Get(column) switch
        {
            "" => ofForm,
            "none" => null,
            var path => path,
        };
    }

    /// <summary>
    /// The columns that common tools write: verl's <c>trainer.rollout_data_dir</c>, TRL's <c>log_completions</c>, vLLM's
    /// <c>RequestOutput</c>, OpenAI batch files.
    /// </summary>
    internal static RecordingColumns Named(RecordingForm form) =>
        form switch
        {
            RecordingForm.Verl => new RecordingColumns
            {
                Prompt = "input",
                Response = "output",
                Answer = "gts",
                Step = "step",
                Groups = GroupNames,
            },
            RecordingForm.Trl => new RecordingColumns
            {
                Prompt = "prompt",
                Response = "completion",
                Step = "step",
                Groups = GroupNames,
            },
            RecordingForm.Vllm => new RecordingColumns
            {
                Prompt = "prompt",
                PromptIds = "prompt_token_ids",
                Response = "outputs.*.text",
                ResponseIds = "outputs.*.token_ids",
                FinishReason = "outputs.*.finish_reason",
                Answer = "answer",
                QuestionId = "question_id",
                Step = "step",
                Groups = GroupNames,
            },
            RecordingForm.Batch => new RecordingColumns
            {
                QuestionId = "custom_id",
                Response = "response.body.choices.*.message.content",
                FinishReason = "response.body.choices.*.finish_reason",
                Otherwise = OfBatch,
            },
            RecordingForm.Plain => new RecordingColumns
            {
                Prompt = "prompt",
                PromptIds = "prompt_token_ids",
                Response = "response",
                ResponseIds = "token_ids",
                LogProbs = "log_probs",
                Answer = "answer",
                QuestionId = "question_id",
                Step = "step",
                FinishReason = "finish_reason",
                Groups = GroupNames,
            },
        };
}
