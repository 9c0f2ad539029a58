using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;

namespace Empo.UnitTests.Rollouts;

public sealed class ChunkFingerprintTests
{
    private static readonly SamplingPlan Plan = new()
    {
        Purpose = "rollout", PolicyDigest = "p", Seed = 1, Round = 2, Samples = 16, SamplesPerChunk = 8, QuestionsPerChunk = 32,
        Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 39, StopTokens = [7], Greedy = false },
    };

    private static readonly RolloutPrompt[] Prompts = [new("a", [1, 2]), new("b", [3])];

    private static readonly SamplingPlan[] Changes =
    [
        Plan with { Purpose = "evaluate" },
        Plan with { PolicyDigest = "q" },
        Plan with { Seed = 2 },
        Plan with { Round = 3 },
        Plan with { Decoding = Plan.Decoding with { Temperature = 0.9 } },
        Plan with { Decoding = Plan.Decoding with { TopP = 0.9 } },
        Plan with { Decoding = Plan.Decoding with { TopK = 5 } },
        Plan with { Decoding = Plan.Decoding with { MaxTokens = 40 } },
        Plan with { Decoding = Plan.Decoding with { StopTokens = [8] } },
    ];

    [Fact]
    public void Whatever_moves_a_token_changes_exactly_one_line() =>
        Assert.All(Changes, changed => Assert.Single(Lines(Plan).Except(Lines(changed))));

    [Fact]
    public void Group_size_and_chunk_sizes_change_nothing() =>
        Assert.Equal(Lines(Plan), Lines(Plan with { Samples = 64, SamplesPerChunk = 4, QuestionsPerChunk = 1 }));

    [Fact]
    public void Prompts_count_with_their_order_and_tokens()
    {
        Assert.NotEqual(Lines(Plan), ChunkFingerprint.Of(Plan, [.. Prompts.Reverse()], 0, 8));
        Assert.NotEqual(Lines(Plan), ChunkFingerprint.Of(Plan, [Prompts[0], new("b", [4])], 0, 8));
    }

    [Fact]
    public void The_range_of_samples_counts() => Assert.NotEqual(Lines(Plan), ChunkFingerprint.Of(Plan, Prompts, 8, 8));

    [Fact]
    public void Greedy_responses_do_not_depend_on_seed_round_or_temperature()
    {
        var greedy = Plan with { Decoding = Plan.Decoding with { Greedy = true } };

        Assert.Equal(Lines(greedy), Lines(greedy with { Seed = 9, Round = 9, Decoding = greedy.Decoding with { Temperature = 2 } }));
    }

    private static IReadOnlyList<string> Lines(SamplingPlan plan) => ChunkFingerprint.Of(plan, Prompts, 0, 8);
}
