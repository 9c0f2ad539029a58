using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Programs;

/// <summary>Samples G responses to each of the round's questions, in chunks of the store.</summary>
internal static class RolloutStage
{
    public static void Run(StageContext context, PolicyMemory policies)
    {
        var settings = context.Settings;
        var policy = PolicySource.Of(context);
        var questions = RoundQuestions.Draw(
            ArtifactTable.Read(context.Input(InputRole.Questions).Path, QuestionRow.Schema),
            (ulong)settings.Get(General.Seed),
            context.Round,
            settings.Get(Rollout.Candidates)
        );
        var tokenizer = TokenizerFolder.Load(policy.Folder);
        var plan = Plan(
            settings,
            context.Round,
            policy,
            StopTokens.Of(tokenizer, policy.Folder, questions.Select(question => question.PromptTokenIds))
        );
        using var sampler = SamplingEngine.Of(context, policies, tokenizer);
        var index = sampler.Sample(
            plan,
            [.. questions.Select(question => new RolloutPrompt(question.QuestionId, question.PromptTokenIds))]
        );
        if (!context.Leads)
        {
            return;
        }

        ArtifactTable.Write(context.Output(StageTable.Rollouts), RolloutIndexRow.Schema, index);
        RolloutRow[] rows = [.. sampler.Rows(index)];
        Describe(context, plan, sampler, rows);
        Report(context, sampler, rows);
    }

    private static SamplingPlan Plan(SettingSlice settings, int round, PolicySource policy, IReadOnlyList<int> stop) => new()
    {
        Purpose = "rollout",
        PolicyDigest = policy.Digest,
        Seed = (ulong)settings.Get(General.Seed),
        Round = round,
        Samples = settings.Get(Rollout.Samples),
        SamplesPerChunk = settings.Get(Rollout.SamplesPerChunk),
        QuestionsPerChunk = settings.Get(Rollout.QuestionsPerChunk),
        Decoding = new Decoding
        {
            Temperature = settings.Get(Rollout.Temperature),
            TopP = settings.Get(Rollout.TopP),
            TopK = settings.Get(Rollout.TopK),
            MaxTokens = settings.Get(Rollout.MaxTokens),
            StopTokens = stop,
            Greedy = false,
        },
    };

    private static void Describe(StageContext context, SamplingPlan plan, ChunkSampler sampler, IReadOnlyList<RolloutRow> rows)
    {
        if (sampler.Server is { } server)
        {
            context.Log.Line($"server: model={server.Model} version={server.Version}");
            DecodingFile.WriteServer(
                context.Output(StageTable.Decoding),
                plan.Decoding,
                server,
                rows.All(row => row.LogProbs.Length == row.TokenIds.Length)
            );
            return;
        }

        DecodingFile.Write(
            context.Output(StageTable.Decoding),
            plan.Decoding,
            EnumWord.Of(context.Settings.Get(Rollout.Engine)),
            sampler.Mode?.Batching ?? EnumWord.Of(RolloutBatching.Chunk),
            sampler.Mode?.DtypeWord
        );
    }

    private static void Report(StageContext context, ChunkSampler sampler, IReadOnlyList<RolloutRow> rows)
    {
        context.Metric("response_length", rows.Average(row => row.TokenIds.Length));
        context.Metric("truncated", rows.Count(row => row.FinishReason == "length") / (double)rows.Count);
        if (sampler.Server is null)
        {
            context.Metric(
                "token_entropy",
                rows.Sum(row => row.TokenEntropies.Sum(entropy => (double)entropy)) / rows.Sum(row => row.TokenIds.Length)
            );
        }

        var tokens = rows.Sum(row => (double)row.TokenIds.Length);
        context.Metric(StageCost.Tokens, tokens);
        context.Metric(StageCost.TokensReused, tokens - sampler.ComputedTokens);
        if (sampler.ComputedTokens > 0)
        {
            context.Metric("tokens_per_second", sampler.TokensPerSecond);
        }

        if (sampler.Counts is { } counts)
        {
            context.Metric("decode_steps", counts.Steps);
            context.Metric("row_use", counts.RowUse);
        }
    }
}
