using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Evaluation;
using Empo.Stages.Judging;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Programs;

/// <summary>
/// Samples held-out questions from a policy and measures entropy, length and agreement; where answers are known, also accuracy with its
/// uncertainty. Samples are stored in the same kind of chunks as rollouts.
/// </summary>
internal static class EvaluateStage
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    public static void Run(StageContext context, PolicyMemory policies)
    {
        if (!context.Leads && !SamplingEngine.IsLocal(context))
        {
            JudgedAnswers.Follow(context); // the leader alone asks a server for samples
            return;
        }

        var tokenizer = TokenizerFolder.Load(context.Input(InputRole.Policy).Path);
        using var sampler = SamplingEngine.Of(context, policies, tokenizer);
        Run(context, tokenizer, sampler);
    }

    /// <summary>The stage with another source of responses.</summary>
    internal static void Run(StageContext context, ITextTokenizer tokenizer, Func<IRolloutEngine> engine)
    {
        using var sampler = new ChunkSampler(context, tokenizer, engine);
        Run(context, tokenizer, sampler);
    }

    private static void Run(StageContext context, ITextTokenizer tokenizer, ChunkSampler sampler)
    {
        var settings = context.Settings;
        var questions = ArtifactTable.Read(context.Input(InputRole.Questions).Path, EvaluationQuestionRow.Schema);
        if (questions.Count == 0)
        {
            throw new UserError(
                "EMPO2018",
                $"There is no {Evaluate.Split.Format(settings.Get(Evaluate.Split))} question to ask: the dataset's were all left "
                    + "out, as the log of prepare says. Give others, raise prompt.max_tokens where they are too long, or set "
                    + "evaluate.split: none to train without an evaluation."
            );
        }

        var evaluation = new PolicyEvaluation(context, questions, sampler);
        evaluation.Sample(
            StopTokens.Of(tokenizer, context.Input(InputRole.Policy).Path, questions.Select(question => question.PromptTokenIds))
        );
        if (!context.Leads)
        {
            JudgedAnswers.Follow(context);
            return;
        }

        var outcomes = evaluation.Judge();
        var metrics = EvaluationSummary.Of(
            outcomes,
            settings.Get(Evaluate.K),
            settings.Get(Evaluate.ReasoningMarker).Length > 0,
            (ulong)settings.Get(General.Seed)
        );

        EvaluationRow[] rows = [.. outcomes.Select(outcome => outcome.ToRow())];
        ArtifactTable.Write(context.Output(StageTable.Evaluation), EvaluationRow.SchemaOf(rows), rows);
        File.WriteAllText(context.Output(StageTable.EvaluationMetrics), JsonSerializer.Serialize(metrics, Layout) + "\n");

        if (EvaluationMetrics.PartlyLabelled(metrics) is { } part)
        {
            context.Log.Line(
                part.Labelled == 0
                    ? $"none of {part.Questions} questions has an answer: accuracy is not measured"
                    : $"accuracy is over the {part.Labelled} of {part.Questions} questions that have an answer"
            );
        }

        foreach (var (name, value) in metrics)
        {
            context.Metric(name, value);
        }

        var tokens = outcomes.Sum(outcome => (double)outcome.Tokens);
        context.Metric(StageCost.Tokens, tokens);
        context.Metric(StageCost.TokensReused, tokens - sampler.ComputedTokens);
    }
}
