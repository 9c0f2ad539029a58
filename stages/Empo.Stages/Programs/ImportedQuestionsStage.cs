using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Graph;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;

namespace Empo.Stages.Programs;

/// <summary>
/// <c>prepare</c> for recorded rollouts: collects the questions of all files and, where the files have them, the answers.
/// </summary>
internal static class ImportedQuestionsStage
{
    public static void Run(StageContext context, RecordingMemory recordings)
    {
        var questions = new ImportedQuestions();
        var (steps, responses, inWords, blank, leftOut) = (0, 0, false, 0, 0L);
        foreach (var input in context.InputsOf(InputRole.Recording))
        {
            var recording = recordings.Of(context, input);
            blank += recording.Blank;
            leftOut += recording.Odd.LeftOut;
            recording.Odd.Report(context.Log);
            RecordingReport.Write(context, recording);
            foreach (var step in recording.Steps)
            {
                steps++;
                responses += step.Responses.Count;
                foreach (var response in step.Responses)
                {
                    inWords |= response.Tokens == TokenKind.Words;
                    questions.Add(response, recording.File);
                }
            }
        }

        var answers = RecordingReport.Answers(context, questions, RecordingColumns.From(context.Settings));
        ArtifactTable.Write(context.Output(StageTable.TrainingQuestions), QuestionRow.Schema, [.. questions.First.Select(Question)]);
        ArtifactTable.Write(context.Output(StageTable.TrainingAnswers), AnswerRow.Schema, answers);
        ArtifactTable.Write(context.Output(StageTable.QuestionOrigins), OriginRow.Schema, [.. questions.First.Select(Origin)]);
        foreach (var empty in new[] { StageTable.DevelopmentQuestions, StageTable.EvaluationQuestions })
        {
            ArtifactTable.Write(context.Output(empty), EvaluationQuestionRow.SchemaOf([]), []);
        }

        context.Metric("training", questions.First.Count);
        context.Metric(PreparedLabels.MetricOf("training"), answers.Count);
        context.Metric("steps", steps);
        context.Metric("responses", responses);
        context.Log.Line($"recorded: steps={steps} questions={questions.First.Count} responses={responses} labelled={answers.Count}");
        if (leftOut > 0)
        {
            context.Metric("rows_left_out", leftOut);
        }

        if (blank > 0)
        {
            context.Metric("left_out_blank", blank);
            context.Log.Line($"recorded: left out: blank={blank} (rows whose prompt is white space)");
        }

        if (inWords)
        {
            context.Log.Line(
                "recorded: lengths are in words, because there are no token ids; name the model's folder (model) to count in its tokens"
            );
        }
    }

    private static QuestionRow Question(ImportedResponse question) =>
        new() { QuestionId = question.QuestionId, Source = "recorded", Text = question.Prompt, PromptTokenIds = question.PromptTokenIds };

    /// <summary>File names are not part of any key, so they are not written into an artifact either.</summary>
    private static OriginRow Origin(ImportedResponse question) =>
        new() { QuestionId = question.QuestionId, Split = "training", File = null, Row = question.Row + 1, Id = null, Extras = null };
}
