using Empo.Stages.Checkpoints;
using Empo.UnitTests.Checkpoints;
using static TorchSharp.torch;

namespace Empo.UnitTests.RewardModels;

/// <summary>Heads that are refused, each by what was found; a folder of each is looked at without reading a weight.</summary>
[Collection("torch")]
public sealed class RewardHeadTests : IDisposable
{
    private readonly ModelFolder _folder = RewardModelFiles.Create();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("score.bias", "a head with a bias: score.bias")]
    [InlineData("score.0.bias", "a head of several layers: score.0.bias")]
    [InlineData("score.dense.weight", "a head of several layers: score.dense.weight")]
    [InlineData("score.modules_to_save.default.weight", "an adapter around its weights")]
    [InlineData("base_model.model.score.lora_A.weight", "an adapter around its weights")]
    [InlineData("v_head.summary.weight", "a value head: v_head.summary.weight")]
    [InlineData("value_head.weight", "a value head: value_head.weight")]
    [InlineData("classifier.weight", "the head of another task: classifier.weight")]
    [InlineData("regression_layer.weight", "a head of another form: regression_layer.weight")]
    [InlineData("reward_transform_matrix", "a head of another form: reward_transform_matrix")]
    [InlineData("mean", "tensors that are neither the decoder's nor that head: mean")] // a score that is normalised afterwards
    public void Tensors_beside_the_head_say_that_it_is_another_one(string tensor, string found)
    {
        _folder.Store(_ => ScalarType.Float32, (tensor, ones(1, 32)));

        AssertRefused(found);
    }

    [Theory]
    [InlineData(new long[] { 2, 32 }, "a head with 2 labels (score.weight is [2, 32])")]
    [InlineData(new long[] { 1, 16 }, "score.weight of the shape [1, 16], where the decoder's states have 32 components")]
    [InlineData(new long[] { 32 }, "score.weight of the shape [32]")]
    [InlineData(new long[] { 32, 1 }, "score.weight of the shape [32, 1]")]
    public void A_head_of_another_shape_is_refused(long[] shape, string found)
    {
        _folder.Rename(name => name == RewardHead.Name ? null : name);
        _folder.Store(_ => ScalarType.Float32, (RewardHead.Name, ones(shape)));

        AssertRefused(found);
    }

    [Fact]
    public void A_language_model_is_no_reward_model()
    {
        _folder.Rename(name => name == RewardHead.Name ? null : name);

        AssertRefused("no score.weight: it is a language model");
    }

    [Theory]
    [InlineData("score.weight", "v_head.weight", "a value head: v_head.weight")]
    [InlineData("score.weight", "reward_head.weight", "a head of another form: reward_head.weight")]
    [InlineData("score.weight", "score.2.weight", "a head of several layers: score.2.weight")]
    public void A_head_of_another_name_is_refused(string name, string other, string found)
    {
        _folder.Rename(given => given == name ? other : given);

        AssertRefused(found);
    }

    [Theory]
    [InlineData("architectures", "[\"RewardModel\"]", "the class RewardModel")]
    [InlineData("architectures", "[\"Qwen2ForProcessRewardModel\"]", "the class Qwen2ForProcessRewardModel")]
    [InlineData("architectures", "[\"Qwen2ForCausalLM\"]", "the class Qwen2ForCausalLM")]
    [InlineData("auto_map", "{\"AutoModelForSequenceClassification\": \"modeling.Mine\"}", "code of its own")]
    public void Another_class_may_read_the_same_tensors_in_another_way(string key, string json, string found)
    {
        _folder.Set("config.json", key, json);

        AssertRefused(found);
    }

    [Fact]
    public void A_class_is_not_asked_for_where_none_is_written()
    {
        _folder.Set("config.json", "architectures", "null");

        RewardModelFolder.Check(_folder.Path);
    }

    [Fact]
    public void Tensors_of_the_decoder_are_checked_as_those_of_every_model()
    {
        _folder.Rename(name => name == "model.norm.weight" ? null : name);

        Assert.Equal("EMPO3005", Assert.Throws<UserError>(() => RewardModelFolder.Check(_folder.Path)).Code);
    }

    private void AssertRefused(string found)
    {
        var failure = Assert.Throws<UserError>(() => RewardModelFolder.Check(_folder.Path));

        Assert.Equal(("EMPO4150", _folder.PathOf("config.json")), (failure.Code, failure.File));
        Assert.Contains($"has {found}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("score.weight [1, D] alone", failure.Message, StringComparison.Ordinal);
        Assert.Equal("EMPO4150", Assert.Throws<UserError>(() => RewardModelFolder.Load(_folder.Path, CPU, null)).Code);
    }
}
