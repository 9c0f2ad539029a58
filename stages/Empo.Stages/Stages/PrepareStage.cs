using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Stages;

/// <summary>A dataset to prompts in tokens, with the training answers in a file of their own.</summary>
internal static class PrepareStage
{
    public static void Run(StageContext context)
    {
        var manifest = DatasetManifestReader.Read(context.Input("dataset").Path);
        var tokenizer = TokenizerFolder.Load(context.Input("tokenizer").Path);
        string[] files = [.. context.InputsOf("data").Select(file => file.Path)];
        var prepared = QuestionPreparation.Prepare(manifest.Name, DatasetReader.Questions(manifest, files), Rules(context.Settings), tokenizer.Encode);
        var training = prepared.Kept[DatasetSplit.Training];
        if (training.Count == 0)
        {
            throw new StageFailure("EMPO2016", $"The dataset leaves no training question ({Reasons(prepared)}). Give a file with 'split: training', or raise prompt.max_tokens.", manifest.File);
        }

        ArtifactTable.Write(context.Output("training-questions.parquet"), QuestionRow.Schema, [.. training.Select(question => Question(question, manifest))]);
        ArtifactTable.Write(context.Output("training-answers.parquet"), AnswerRow.Schema, [.. training.Where(question => question.Question.Answer is not null).Select(Answer)]);
        WriteHeldOut(context, "development", manifest, prepared.Kept[DatasetSplit.Development]);
        WriteHeldOut(context, "evaluation", manifest, prepared.Kept[DatasetSplit.Evaluation]);

        context.Metric("training", training.Count);
        context.Metric("left_out", prepared.LeftOut.Values.Sum());
        context.Log.Line($"dataset={manifest.Name} training={training.Count} left out: {Reasons(prepared)}");
    }

    private static void WriteHeldOut(StageContext context, string split, DatasetManifest manifest, IReadOnlyList<PreparedQuestion> questions)
    {
        ArtifactTable.Write(context.Output($"{split}-questions.parquet"), EvaluationQuestionRow.Schema, [.. questions.Select(question => HeldOut(question, manifest))]);
        context.Metric(split, questions.Count);
    }

    private static PromptRules Rules(SettingSlice settings) => new()
    {
        Template = settings.Text("prompt.template"),
        MaxTokens = settings.Integer("prompt.max_tokens"),
        Limits = new Dictionary<DatasetSplit, int>
        {
            [DatasetSplit.Training] = settings.Integer("questions.training"),
            [DatasetSplit.Development] = settings.Integer("questions.development"),
            [DatasetSplit.Evaluation] = settings.Integer("questions.evaluation"),
        },
    };

    private static QuestionRow Question(PreparedQuestion question, DatasetManifest manifest) =>
        new() { QuestionId = question.Id, Source = manifest.Name, Text = question.Question.Text, PromptTokenIds = question.PromptTokenIds };

    private static AnswerRow Answer(PreparedQuestion question) => new() { QuestionId = question.Id, Answer = question.Question.Answer! };

    private static EvaluationQuestionRow HeldOut(PreparedQuestion question, DatasetManifest manifest) =>
        new() { QuestionId = question.Id, Source = manifest.Name, Text = question.Question.Text, Answer = question.Question.Answer!, PromptTokenIds = question.PromptTokenIds };

    private static string Reasons(PreparedQuestions prepared) =>
        prepared.LeftOut.Count == 0 ? "none" : string.Join(' ', prepared.LeftOut.Select(reason => $"{reason.Key}={reason.Value}"));
}
