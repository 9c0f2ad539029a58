using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Engines.Recorded;

namespace Empo.Stages.Stages;

/// <summary>What <c>prepare</c> is where the rollouts are recorded: the questions of all files and, where they have them, their answers.</summary>
internal static class RecordedQuestionsStage
{
    public static void Run(StageContext context, RecordingMemory recordings)
    {
        var questions = new Dictionary<string, RecordedResponse>(StringComparer.Ordinal);
        var (steps, responses, inWords) = (0, 0, false);
        foreach (var input in context.InputsOf(RecordingMemory.Whole))
        {
            foreach (var step in recordings.Of(context, input).Steps)
            {
                steps++;
                responses += step.Responses.Count;
                foreach (var response in step.Responses)
                {
                    inWords |= response.Tokens == TokenKind.Words;
                    questions.TryAdd(response.QuestionId, response);
                }
            }
        }

        ArtifactTable.Write(context.Output("training-questions.parquet"), QuestionRow.Schema, [.. questions.Values.Select(Question)]);
        ArtifactTable.Write(context.Output("training-answers.parquet"), AnswerRow.Schema, [.. questions.Values.Where(question => question.Answer is not null).Select(Answer)]);
        ArtifactTable.Write(context.Output("question-origins.parquet"), OriginRow.Schema, [.. questions.Values.Select(Origin)]);
        foreach (var empty in context.Request.Outputs.Where(name => name.EndsWith("-questions.parquet", StringComparison.Ordinal) && name != "training-questions.parquet"))
        {
            ArtifactTable.Write(context.Output(empty), EvaluationQuestionRow.Schema, []);
        }

        context.Metric("training", questions.Count);
        context.Metric("labelled", questions.Values.Count(question => question.Answer is not null));
        context.Metric("steps", steps);
        context.Metric("responses", responses);
        context.Log.Line($"recorded: steps={steps} questions={questions.Count} responses={responses} labelled={questions.Values.Count(question => question.Answer is not null)}");
        if (inWords)
        {
            context.Log.Line("recorded: lengths are in words, because there are no token ids; name the model's folder (model) to count in its tokens");
        }
    }

    private static QuestionRow Question(RecordedResponse question) =>
        new() { QuestionId = question.QuestionId, Source = "recorded", Text = question.Prompt, PromptTokenIds = question.PromptTokenIds };

    /// <summary>The files' names are in no key, so they are in no artifact either.</summary>
    private static OriginRow Origin(RecordedResponse question) =>
        new() { QuestionId = question.QuestionId, Split = "training", File = null, Row = question.Row + 1, Id = null, Extras = null };

    private static AnswerRow Answer(RecordedResponse question) => new() { QuestionId = question.QuestionId, Answer = question.Answer! };
}
