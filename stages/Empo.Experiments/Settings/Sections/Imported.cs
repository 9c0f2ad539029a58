using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Rollouts that another program made.</summary>
public static class Imported
{
    private static readonly StageDefinition[] Readers = [StageTable.Prepare, StageTable.Rollout, StageTable.Export];
    private static readonly SettingSection Section = new() { Engine = RolloutEngine.Imported };

    public static Setting<string?> Rollouts { get; } = Section.File("imported.rollouts", "none", [],
        "The recording: a file whose steps are the rounds, or a folder of which every file is a round. Its content is an input.");

    public static Setting<RecordingForm> Form { get; } = Section.Choice("imported.form", RecordingForm.Plain, Readers,
        "Which program wrote it: names of the columns (docs/imported.md).");

    public static Setting<string> ColumnsPrompt { get; } = Section.Text("imported.columns.prompt", "", Readers,
        "Path of the prompt's text; empty takes the form's, none says that there is none; * stands for every element of a list.");

    public static Setting<string> ColumnsPromptIds { get; } = Section.Text("imported.columns.prompt_ids", "", Readers,
        "Path of the prompt's token ids.");

    public static Setting<string> ColumnsResponse { get; } = Section.Text("imported.columns.response", "", Readers,
        "Path of a response's text, or with * of all responses of a row.");

    public static Setting<string> ColumnsResponseIds { get; } = Section.Text("imported.columns.response_ids", "", Readers,
        "Path of the token ids.");

    public static Setting<string> ColumnsLogProbs { get; } = Section.Text("imported.columns.log_probs", "", Readers,
        "Path of the log-probabilities, one a token.");

    public static Setting<string> ColumnsAnswer { get; } = Section.Text("imported.columns.answer", "", Readers,
        "Path of the correct answer, for rewards and figures that need labels.");

    public static Setting<string> ColumnsQuestionId { get; } = Section.Text("imported.columns.question_id", "", Readers,
        "Path of what tells questions apart; without it the prompt does.");

    public static Setting<string> ColumnsStep { get; } = Section.Text("imported.columns.step", "", Readers,
        "Path of the training step; the steps of one file are its rounds.");

    public static Setting<string> ColumnsFinishReason { get; } = Section.Text("imported.columns.finish_reason", "", Readers,
        "Path of the reason for which a response ended; length means that it was cut off.");

    public static Setting<string> Encoding { get; } =
        Section.Word("imported.encoding", EncodingNames.Automatic, [EncodingNames.Automatic, .. EncodingNames.All], Readers,
        "How the recording's text is encoded; auto is what its byte order mark says, or UTF-8.", keyedWhenSet: true);

    public static Setting<double> Unreadable { get; } =
        Section.Number(
            "imported.unreadable", 0.5, 0, 1, Readers,
            "Largest share of a file's rows that may be left out because they cannot be read; more is an error. 0 admits none.",
            keyedWhenSet: true
        );

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
