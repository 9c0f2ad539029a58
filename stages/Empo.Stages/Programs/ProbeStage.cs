using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Indicators;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Programs;

/// <summary>
/// Runs a round's policy and the base model on the same few questions, and measures how far the two have diverged and which greedy answers
/// changed. It is part of the graph only where <c>guard.probes</c> asks for it. No stage reads the result; the build compares it with
/// limits. The stage reads no label.
/// </summary>
internal static class ProbeStage
{
    /// <summary>
    /// A fixed seed of the probe's own, so that every round, seed and experiment gets the same questions and random numbers.
    /// </summary>
    private static readonly ulong Seed = CounterRandom.Hash("probe");

    public static void Run(StageContext context, PolicyMemory policies)
    {
        var settings = context.Settings;
        var (policy, start) = (PolicySource.Of(context), PolicySource.OfBase(context));
        var all = ArtifactTable.Read(context.Input(InputRole.Questions).Path, QuestionRow.Schema);
        var questions = RoundQuestions.Draw(all, Seed, round: 1, Math.Min(settings.Get(Guard.Probes), all.Count));
        var tokenizer = TokenizerFolder.Load(start.Folder);
        var probe = new PolicyProbe(context, policies, tokenizer)
        {
            Seed = Seed,
            MaxTokens = settings.Get(Rollout.MaxTokens),
            QuestionsPerChunk = settings.Get(Rollout.QuestionsPerChunk),
            StopTokens = StopTokens.Of(tokenizer, start.Folder, questions.Select(question => question.PromptTokenIds)),
        };
        var extraction = settings.Get(Score.Extraction);
        var rows = probe.Compare(policy, start, questions, extraction, AnswerRules.FormsOf(settings.Get(Score.Equivalence)));
        if (!context.Leads)
        {
            return;
        }

        ArtifactTable.Write(context.Output(StageTable.ProbedQuestions), ProbeRow.Schema, rows);
        context.Metric("probes", rows.Count);
        context.Metric("kl", rows.Sum(row => row.Kl * row.Tokens) / Math.Max(1, rows.Sum(row => (double)row.Tokens)));
        context.Metric("drift", rows.Average(row => row.Drifted ? 1.0 : 0.0));
        context.Metric(StageCost.Tokens, probe.Tokens);
        context.Metric(StageCost.TokensReused, probe.Tokens - probe.ComputedTokens);
    }
}
