using System.Text.Json.Nodes;
using Empo.Stages.Scoring;
using Empo.UnitTests.Checkpoints;
using Empo.UnitTests.Modeling.Families;
using static TorchSharp.torch;

namespace Empo.UnitTests.RewardModels;

/// <summary>Scores of token sequences, against tests/golden/decoder/scores.py and against themselves in other batches.</summary>
[Collection("torch")]
public sealed class ScoringModelTests
{
    private static readonly JsonNode Golden =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "golden", "decoder", "scores.json")))!;

    public static TheoryData<string> Names => [.. FamilyModel.Names];

    /// <summary>The score at a position is that of the sequence that ends there: 22 lengths in one padded pass.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_of_every_family_agree_with_another_implementation(string name)
    {
        using var folder = new FamilyModel(name, scores: true);
        using var model = ScoringModel.Load(folder.Path, CPU, null);
        int[] ids = [.. folder.Ids.Select(id => (int)id)];

        var scores = model.Scores([.. Enumerable.Range(1, ids.Length).Select(length => ids[..length])]);

        double[] expected = [.. Golden[name]!.AsArray().Select(score => (double)score!)];
        Assert.True(expected.Max(Math.Abs) > 0.5, "The scores are too small to show a mistake.");
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_score_does_not_depend_on_what_shares_its_pass()
    {
        using var folder = RewardModelFiles.Create();
        using var model = ScoringModel.Load(folder.Path, CPU, null);
        int[][] sequences =
        [
            .. Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 1 + (i * 37 % 100)).Select(t => ((t * 31) + i) % 676).ToArray()),
        ];

        var alone = sequences.Select(sequence => model.Scores([sequence])[0]).ToArray();

        Assert.True(alone.Max() - alone.Min() > 0.5);
        foreach (var passTokens in new[] { 1, 300, 16_384 })
        {
            var passes = ScoringModel.Passes(sequences, passTokens);
            Assert.Equal(Enumerable.Range(0, 40), passes.SelectMany(pass => pass).Order());
            Assert.All(passes, pass =>
                Assert.True(pass.Count == 1 || pass.Count * pass.Max(item => sequences[item].Length) <= passTokens)
            );
            foreach (var pass in passes)
            {
                var scores = model.Scores([.. pass.Select(item => sequences[item])]);
                Assert.All(pass.Zip(scores), pair => Assert.Equal(alone[pair.First], pair.Second, 1e-5));
            }
        }
    }

    [Fact]
    public void A_language_models_head_that_is_left_over_changes_nothing()
    {
        using var folder = RewardModelFiles.Create();
        var expected = Score(folder, null);
        folder
            .Set("config.json", "tie_word_embeddings", "false")
            .Store(_ => ScalarType.Float32, ("lm_head.weight", ones(700, 32)));

        Assert.Equal(expected, Score(folder, null));
    }

    /// <summary>In F32, 16-bit weights give the scores of the same weights in F32; in their own type, those are rounded.</summary>
    [Fact]
    public void The_type_is_the_folders_or_F32()
    {
        using var folder = RewardModelFiles.Create();
        folder.Store(_ => ScalarType.BFloat16);
        var (own, exact) = (Score(folder, null), Score(folder, ScalarType.Float32));
        folder.Store(_ => ScalarType.Float32);

        Assert.Equal(exact, Score(folder, null));
        Assert.NotEqual(exact, own);
        Assert.Equal(exact, own, 0.1);
    }

    private static float Score(ModelFolder folder, ScalarType? dtype)
    {
        using var model = ScoringModel.Load(folder.Path, CPU, dtype);
        return model.Scores([[3, 1, 4, 1, 5, 9, 2, 6]])[0];
    }
}
