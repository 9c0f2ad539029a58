using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Method.Answers;
using Empo.Stages.Artifacts;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.Stages.Training;

namespace Empo.Stages.Indicators;

/// <summary>
/// Asks two policies the same questions. The divergence is KL(policy ‖ base) per token at temperature 1: one response per question is
/// sampled from the policy, and k1 (<see cref="KlEstimate.K1"/>) is averaged over its tokens. k1 is unbiased. Unlike k3, it is not
/// dominated by a single token that is likely under the base and unlikely under the policy (one such token made up half of the estimate in
/// a collapsing run). Near 0 it may be slightly negative. Drift compares the meanings of greedy answers. Responses are chunks of the store,
/// so the base is sampled once for all rounds.
/// </summary>
/// <param name="context">Chunk store, log and cancellation of the stage.</param>
/// <param name="policies">Where policies are loaded.</param>
/// <param name="tokenizer">Tokenizer of both policies.</param>
internal sealed class PolicyProbe(StageContext context, PolicyMemory policies, ITextTokenizer tokenizer)
{
    public required ulong Seed { get; init; }

    public required int MaxTokens { get; init; }

    public required int QuestionsPerChunk { get; init; }

    public required IReadOnlyList<int> StopTokens { get; init; }

    /// <summary>Tokens of all responses.</summary>
    public long Tokens { get; private set; }

    /// <summary>The number of these tokens that were computed and not read from the store.</summary>
    public long ComputedTokens { get; private set; }

    /// <summary>A row for each question, in their order.</summary>
    public IReadOnlyList<ProbeRow> Compare(
        PolicySource policy,
        PolicySource start,
        IReadOnlyList<QuestionRow> questions,
        ExtractionPolicy extraction,
        IAnswerEquivalence equivalence
    )
    {
        RolloutPrompt[] prompts = [.. questions.Select(question => new RolloutPrompt(question.QuestionId, question.PromptTokenIds))];
        // The policy comes first, since an update has just left it in memory.
        var now = Respond(policy, prompts, greedy: true);
        var sampled = Respond(policy, prompts, greedy: false);
        var before = Respond(start, prompts, greedy: true);
        var reference = LogProbs(start, sampled);
        return [.. questions.Select((question, i) =>
        {
            var (old, answer) = (AnswerExtraction.Extract(before[i].Text, extraction), AnswerExtraction.Extract(now[i].Text, extraction));
            return new ProbeRow
            {
                QuestionId = question.QuestionId,
                BaseAnswer = old,
                Answer = answer,
                Drifted = old != answer && (old is null || answer is null || !equivalence.AreEqual(old, answer)),
                Tokens = sampled[i].TokenIds.Length,
                Kl = sampled[i].LogProbs.Zip(reference[i], (ours, theirs) => KlEstimate.K1(ours, theirs)).DefaultIfEmpty(0).Average(),
            };
        })];
    }

    private RolloutRow[] Respond(PolicySource source, RolloutPrompt[] prompts, bool greedy)
    {
        using var sampler = SamplingEngine.Local(context, policies, source, tokenizer);
        var index = sampler.Sample(Plan(source, greedy), prompts);
        RolloutRow[] rows = [.. RolloutReader.Groups(sampler.Rows(index)).Select(group => group[0])];
        Tokens += rows.Sum(row => (long)row.TokenIds.Length);
        ComputedTokens += sampler.ComputedTokens;
        return rows;
    }

    private SamplingPlan Plan(PolicySource source, bool greedy) => new()
    {
        Purpose = greedy ? "probe greedy" : "probe",
        PolicyDigest = source.Digest,
        Seed = Seed,
        Round = 0,
        Samples = 1,
        SamplesPerChunk = 1,
        QuestionsPerChunk = QuestionsPerChunk,
        Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = MaxTokens, StopTokens = StopTokens, Greedy = greedy },
    };

    private float[][] LogProbs(PolicySource source, IReadOnlyList<RolloutRow> rows)
    {
        var decoder = policies.Get(source).Decoder;
        return ReferenceLogProbs.Of(
            new ResponseLogProbs(decoder, temperature: 1),
            [.. rows.Select(row => new TrainingSequence(row.PromptTokenIds, row.TokenIds))],
            decoder.Device,
            context.Settings.Get(Update.MicroBatchTokens),
            context.Ranks,
            context.Cancellation
        );
    }
}
