using Empo.Experiments.Resources;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Memory;

public sealed class ExperimentPositionsTests
{
    /// <summary>64 positions.</summary>
    private static readonly string Model = Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen3");

    [Theory]
    [InlineData(25, 39, 39, "")]
    [InlineData(63, 1, 1, "")]
    [InlineData(26, 39, 38, "rollout.max_tokens 39 and prompts of more than 25 tokens exceed the model's 64 positions")]
    [InlineData(26, 38, 39, "evaluate.max_tokens 39 and prompts of more than 25 tokens exceed the model's 64 positions")]
    [InlineData(20, 64, 44, "warning rollout.max_tokens is 64, and prompt and response share the model's 64 positions: the response ends")]
    [InlineData(
        64,
        10,
        10,
        "warning prompt.max_tokens is 64, and the model has 64 positions: a prompt of 64 tokens or more would end the build (EMPO3020)"
    )]
    [InlineData(1024, 64, 1000, "warning prompt.max_tokens is 1024|warning rollout.max_tokens is 64|warning evaluate.max_tokens is 1000")]
    public void Lengths_are_held_against_the_models_positions(int prompt, int rollout, int evaluate, string expected)
    {
        var findings = Of(
            $"model: {Model}\nprompt:\n  max_tokens: {prompt}\nrollout:\n  max_tokens: {rollout}\nevaluate:\n  max_tokens: {evaluate}\n"
        );

        var parts = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(parts.Length, findings.Count);
        Assert.All(parts.Zip(findings), pair =>
            Assert.Contains(pair.First, $"{(pair.Second.Warns ? "warning " : "")}{pair.Second.Text}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Without_an_evaluation_its_lengths_are_nobodys_concern() =>
        Assert.Empty(
            Of($"model: {Model}\nprompt:\n  max_tokens: 20\nrollout:\n  max_tokens: 30\nevaluate:\n  split: none\n  max_tokens: 1000\n")
        );

    [Fact]
    public void A_server_is_not_said_to_do_what_our_decoder_does() =>
        Assert.Contains(
            "a server refuses",
            Assert
                .Single(
                    Of(
                        $"model: {Model}\nprompt:\n  max_tokens: 20\nrollout:\n  engine: server\n  max_tokens: 45\nserver:\n  url: "
                            + "http://localhost:8000\n  model: m\nrounds: 1\nevaluate:\n  split: none\n"
                    )
                )
                .Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_pretrained_model_has_positions_for_what_it_samples()
    {
        Assert.Empty(Of(""));
        Assert.Contains("512", Assert.Single(Of("rollout:\n  max_tokens: 512\n")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_estimate_knows_that_no_sequence_is_longer_than_the_positions()
    {
        using var text = new ExperimentText();
        long Activations(int response) =>
            ExperimentMemory
                .Of(text.Read($"dataset: d.yaml\nmodel: {Model}\nrollout:\n  max_tokens: {response}\nupdate:\n  micro_batch_tokens: 1\n"))
                .Single(estimate => estimate.Stage == "update")
                .Of("activations");

        Assert.Equal(Activations(64), Activations(100_000));
    }

    private static IReadOnlyList<PositionFinding> Of(string settings)
    {
        using var text = new ExperimentText();
        return ExperimentPositions.Of(text.Read($"dataset: d.yaml\n{settings}"));
    }
}
