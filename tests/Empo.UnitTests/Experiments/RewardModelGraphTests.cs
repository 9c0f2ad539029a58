using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Resources;
using Empo.UnitTests.Verbs;

namespace Empo.UnitTests.Experiments;

/// <summary>A reward model in the graph of an experiment, in its estimates, and looked at before anything runs.</summary>
public sealed class RewardModelGraphTests : IDisposable
{
    private readonly ExperimentText _text = new();
    private readonly StoreBench _bench = new();

    public void Dispose()
    {
        _text.Dispose();
        _bench.Dispose();
    }

    [Theory]
    [InlineData("reward: model", true)]
    [InlineData("reward: weighted\n  weights: {model: 0.5}", true)]
    [InlineData("reward: weighted\n  weights: {empo: 1}", false)]
    [InlineData("reward: empo", false)]
    public void The_folder_is_an_input_of_score_where_the_reward_reads_it(string reward, bool reads)
    {
        var folder = Folder();
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 1\nscore:\n  {reward}\n  model: {{folder: {folder}}}\n");

        var inputs = Pipeline.Of(experiment, []).Find(StageTable.Score, 1)!.Inputs;

        Assert.Equal(reads ? folder : null, inputs.SingleOrDefault(input => input.Role == InputRole.RewardModel)?.File);
        Assert.Equal(reads, inputs.Any(input => input.Role == InputRole.Questions));
    }

    [Fact]
    public void Another_content_of_the_folder_is_another_key()
    {
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 1\nscore:\n  reward: model\n  model: {{folder: {Folder()}}}\n");
        var pipeline = Pipeline.Of(experiment, []);
        var node = pipeline.Find(StageTable.Score, 1)!;
        var input = node.Inputs.Single(candidate => candidate.Role == InputRole.RewardModel);
        string Key() => string.Join('\n', Fingerprint.Of(
            node,
            experiment.SliceFor(StageTable.Score),
            [(input.Role, new Resolution(pipeline, _bench.Store, new Dictionary<string, string>()).Locate(input).Digest)]
        ));

        var before = Key();
        _text.Write("rm/model.safetensors", "other");

        Assert.NotEqual(before, Key());
        Assert.Contains("input reward-model changed", Fingerprint.Difference(before.Split('\n'), Key().Split('\n')));
    }

    [Theory]
    [InlineData("dtype: float32", "setting score.model.dtype = float32")]
    [InlineData("date: 2025-01-31", "setting score.model.date = 2025-01-31")]
    public void Settings_of_the_model_are_in_the_key_only_where_they_are_set(string setting, string line)
    {
        IReadOnlyList<string> Key(string more)
        {
            var experiment = _text.Read($"dataset: d.yaml\nrounds: 1\nscore:\n  reward: model\n  model: {{folder: {Folder()}{more}}}\n");
            return Fingerprint.Of(
                Pipeline.Of(experiment, []).Find(StageTable.Score, 1)!,
                experiment.SliceFor(StageTable.Score),
                []
            );
        }

        Assert.DoesNotContain(Key(""), entry => entry.Contains("score.model.", StringComparison.Ordinal));
        Assert.Contains(line, Key($", {setting}"));
    }

    [Theory]
    [InlineData("reward: model", "EMPO1047", "names none")]
    [InlineData("reward: weighted\n  weights: {model: 1}", "EMPO1047", "names none")]
    [InlineData("reward: model\n  model: {folder: nowhere}", "EMPO1047", "does not exist")]
    [InlineData("reward: model\n  model: {folder: empty}", "EMPO1047", "no config.json")]
    [InlineData("reward: model\n  model: {folder: adapter}", "EMPO1047", "holds an adapter")]
    [InlineData("reward: model\n  model: {folder: rm, date: today}", "EMPO1048", "which is no day")]
    public void What_is_not_there_is_refused_before_anything_runs(string score, string code, string text)
    {
        Folder();
        Directory.CreateDirectory(_text.File("empty"));
        _text.Write("adapter/adapter_config.json", "{}");

        var failure = _text.Refused($"dataset: d.yaml\nscore:\n  {score}\n");

        Assert.Equal(code, failure.Code);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Line > 0);
    }

    /// <summary>The golden model has 8,384 parameters without a head and 64 positions.</summary>
    [Fact]
    public void Its_memory_is_estimated_beside_the_policys()
    {
        var golden = Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen2");
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 1\nscore:\n  reward: model\n  model: {{folder: {golden}}}\n");
        var estimate = ExperimentMemory.Of(experiment).Single(candidate => candidate.Stage == "score with the reward model");
        var policy = ExperimentMemory.Of(experiment)[0].Of(MemoryEstimate.Weights);

        var config = Empo.Models.DecoderConfigFile.Read(golden) with { TiedEmbeddings = true };
        Assert.Equal(4 * config.ParameterCount, estimate.Of(MemoryEstimate.Weights));
        Assert.Equal(policy, estimate.Of("policy beside it"));
        Assert.True(estimate.Of("one layer's work") > 0);
        Assert.DoesNotContain(
            ExperimentMemory.Of(_text.Read("dataset: d.yaml\nrounds: 1\n")),
            other => other.Stage.StartsWith("score", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(63, false)]
    [InlineData(64, true)]
    public void Responses_longer_than_it_reads_are_warned_of(int tokens, bool warns)
    {
        var golden = Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen2");
        var experiment = _text.Read(
            $"dataset: d.yaml\nrounds: 1\nrollout: {{max_tokens: {tokens}}}\nscore:\n  reward: model\n  model: {{folder: {golden}}}\n"
        );

        Assert.Equal(warns, ExperimentPositions.Of(experiment).Any(finding =>
            finding.Warns && finding.Text.Contains("reward model", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_refuses_what_the_stage_would_refuse()
    {
        var golden = Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen2");

        var (exit, _, errors) = StageProgram.Run("check", "--reward-model", golden);

        Assert.Equal(1, exit);
        Assert.Contains("EMPO4150", errors, StringComparison.Ordinal);
    }

    private string Folder()
    {
        _text.Write("rm/config.json", "{}");
        return Path.GetDirectoryName(_text.Write("rm/model.safetensors", "weights"))!;
    }
}
