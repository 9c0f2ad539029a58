using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;
using Empo.Stages.Prompts;
using Empo.Stages.Rows;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Programs;

/// <summary>Turns a dataset into tokenized prompts. The training answers go into a separate file.</summary>
internal static class PrepareStage
{
    public static void Run(StageContext context)
    {
        var manifest = DatasetManifestReader.Read(context.Input(InputRole.Dataset).Path);
        var prepared = Prepare(context, manifest);
        var training = prepared.Kept[DatasetSplit.Training];
        if (training.Count == 0)
        {
            throw new UserError(
                "EMPO2016",
                $"The dataset leaves no training question ({Reasons(prepared)}). Give a file with 'split: training', or raise "
                    + "prompt.max_tokens.",
                manifest.File
            );
        }

        ArtifactTable.Write(
            context.Output(StageTable.TrainingQuestions),
            QuestionRow.Schema,
            [.. training.Select(question => Question(question, manifest))],
            fast: true
        );
        ArtifactTable.Write(
            context.Output(StageTable.TrainingAnswers),
            AnswerRow.Schema,
            [.. training.Where(question => question.Question.Answer is not null).Select(Answer)]
        );
        WriteHeldOut(context, "development", manifest, prepared.Kept[DatasetSplit.Development]);
        WriteHeldOut(context, "evaluation", manifest, prepared.Kept[DatasetSplit.Evaluation]);
        ArtifactTable.Write(
            context.Output(StageTable.QuestionOrigins),
            OriginRow.Schema,
            [.. Enum.GetValues<DatasetSplit>().SelectMany(split => prepared.Kept[split]).Select(question => Origin(question, manifest))],
            fast: true
        );
        Report(context, manifest, prepared);
    }

    private static PreparedQuestions Prepare(StageContext context, DatasetManifest manifest)
    {
        var tokenizer = TokenizerFolder.Load(context.Input(InputRole.Tokenizer).Path);
        var prompts = new RowPrompts(new PromptFormat(context.Settings, context.Input(InputRole.Tokenizer).Path), tokenizer);
        string[] files = [.. context.InputsOf(InputRole.Data).Select(file => file.Path)];
        OddRows[] odd = [.. files.Select(file => OddRows.UpTo(context.Settings.Get(Questions.Unreadable), file, FileWords.Questions))];
        var findings = new List<FileFindings>();
        var prepared = QuestionPreparation.Prepare(
            manifest.Name,
            DatasetReader.Questions(manifest, files, Found, odd),
            Rules(context.Settings, manifest),
            question => prompts.Encode(question.Dialogue ?? new Dialogue { Question = question.Text })
        );
        prompts.Report(context.Log);
        PreparationReport.Write(context, manifest, findings, prepared);
        Array.ForEach(odd, file => file.Report(context.Log));
        return prepared with { LeftOut = WithOdd(prepared.LeftOut, odd) };

        void Found(FileFindings file)
        {
            file.Labels.Require(
                context.Settings.Get(Questions.Unlabelled),
                "Fix the labels, name the column that has them, or raise the setting if so many questions have none.",
                manifest.File,
                file.File.AnswerLine
            );
            findings.Add(file);
        }
    }

    private static SortedDictionary<string, int> WithOdd(IReadOnlyDictionary<string, int> leftOut, IEnumerable<OddRows> odd)
    {
        var all = new SortedDictionary<string, int>(leftOut.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (word, rows) in odd.SelectMany(file => file.Counts))
        {
            all[word] = all.GetValueOrDefault(word) + rows;
        }

        return all;
    }

    private static void Report(StageContext context, DatasetManifest manifest, PreparedQuestions prepared)
    {
        var training = prepared.Kept[DatasetSplit.Training];
        context.Metric("training", training.Count);
        context.Metric(PreparedLabels.MetricOf("training"), training.Count(question => question.Question.Answer is not null));
        context.Metric("left_out", prepared.LeftOut.Values.Sum());
        foreach (var (reason, count) in prepared.LeftOut)
        {
            context.Metric($"left_out_{reason}", count);
        }

        context.Log.Line($"dataset={manifest.Name} training={training.Count} left out: {Reasons(prepared)}");
    }

    private static void WriteHeldOut(
        StageContext context,
        string split,
        DatasetManifest manifest,
        IReadOnlyList<PreparedQuestion> questions
    )
    {
        EvaluationQuestionRow[] rows = [.. questions.Select(question => HeldOut(question, manifest))];
        ArtifactTable.Write(context.Output($"{split}-questions.parquet"), EvaluationQuestionRow.SchemaOf(rows), rows, fast: true);
        context.Metric(split, questions.Count);
        context.Metric(PreparedLabels.MetricOf(split), rows.Count(row => row.Answer is not null));
    }

    private static PreparationRules Rules(SettingSlice settings, DatasetManifest manifest) => new()
    {
        MaxTokens = settings.Get(Prompt.MaxTokens),
        Seed = (ulong)settings.Get(Questions.Seed),
        NearDuplicate = settings.Get(Questions.NearDuplicate),
        Overlap = settings.Get(Questions.Overlap),
        Weights = manifest.Weights,
        Limits = new Dictionary<DatasetSplit, int>
        {
            [DatasetSplit.Training] = settings.Get(Questions.Training),
            [DatasetSplit.Development] = settings.Get(Questions.Development),
            [DatasetSplit.Evaluation] = settings.Get(Questions.Evaluation),
        },
    };

    private static string Source(PreparedQuestion question, DatasetManifest manifest) => question.Question.Origin?.Source ?? manifest.Name;

    private static QuestionRow Question(PreparedQuestion question, DatasetManifest manifest) =>
        new()
        {
            QuestionId = question.Id,
            Source = Source(question, manifest),
            Text = question.Question.Text,
            PromptTokenIds = question.PromptTokenIds,
        };

    private static AnswerRow Answer(PreparedQuestion question) => new() { QuestionId = question.Id, Answer = question.Question.Answer! };

    private static EvaluationQuestionRow HeldOut(PreparedQuestion question, DatasetManifest manifest) =>
        new()
        {
            QuestionId = question.Id,
            Source = Source(question, manifest),
            Text = question.Question.Text,
            Answer = question.Question.Answer,
            PromptTokenIds = question.PromptTokenIds,
        };

    private static OriginRow Origin(PreparedQuestion question, DatasetManifest manifest) => new()
    {
        QuestionId = question.Id,
        Split = question.Question.Split.ToString().ToLowerInvariant(),
        File = question.Question.Origin is { } origin ? manifest.Files[origin.File].Path : null,
        Row = (int)(question.Question.Origin?.Row ?? 0),
        Id = question.Question.Origin?.Id,
        Extras = question.Question.Origin?.Extras,
    };

    private static string Reasons(PreparedQuestions prepared) =>
        prepared.LeftOut.Count == 0 ? "none" : string.Join(' ', prepared.LeftOut.Select(reason => $"{reason.Key}={reason.Value}"));
}
