using System.Buffers.Binary;
using System.Text;
using Empo.Experiments.Graph;

namespace Empo.UnitTests.Experiments;

/// <summary>Folders of models looked at before anything runs: said at the setting, or left to the stage that opens them.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private const string Whole = "{\"a\":{\"data_offsets\":[0,4]}}";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData(Whole, 4, null)]
    [InlineData(Whole, 3, "model.safetensors has 39 bytes of 40")]
    // The stage that opens the file says what is wrong with these.
    [InlineData("{\"a\":{\"data_offsets\":[0]}}", 4, null)]
    [InlineData("{\"a\":{\"data_offsets\":[]}}", 4, null)]
    [InlineData("{\"a\":{\"data_offsets\":null}}", 4, null)]
    [InlineData("{\"a\":{\"data_offsets\":[0,\"x\"]}}", 4, null)]
    [InlineData("{\"a\":{\"data_offsets\":[0,0.5]}}", 4, null)]
    [InlineData("{\"a\":{}}", 4, null)]
    [InlineData("{\"a\":null}", 4, null)]
    [InlineData("{}", 4, null)]
    [InlineData("[1]", 4, null)]
    [InlineData("{", 4, null)]
    public void A_file_of_weights(string header, int content, string? wrong)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        Model("model.safetensors", [.. prefix, .. Encoding.UTF8.GetBytes(header), .. new byte[content]]);

        Require(wrong);
    }

    [Theory]
    [InlineData("{\"weight_map\":{\"a\":\"one.safetensors\"}}", "one.safetensors is missing")]
    [InlineData("{\"weight_map\":{\"a\":null}}", "names '', which is not a file of the folder")]
    [InlineData("{\"weight_map\":{\"a\":\"../secret.safetensors\"}}", "names '../secret.safetensors', which is not a file of the folder")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "cannot be read")]
    [InlineData("{\"weight_map\":[]}", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{", "cannot be read")]
    public void An_index_of_shards(string index, string wrong)
    {
        _text.Write("secret.safetensors", "not for models");
        Model("model.safetensors.index.json", Encoding.UTF8.GetBytes(index));

        Require(wrong);
    }

    [Theory]
    [InlineData("adapter", "update: {lora: {rank: 4}}\nadapter: other")]
    [InlineData("score.judge.model", "score: {equivalence: judge, judge: {model: other}}")]
    [InlineData("score.model.folder", "score: {reward: model, model: {folder: other}}")]
    [InlineData("update.kl.reference", "update: {kl: {beta: 0.1, reference: other}}")]
    public void A_gigabyte_of_text_in_a_folder_beside_the_model_is_refused_at_its_setting(string setting, string settings)
    {
        Model("model.safetensors", []);
        _text.Write("other/config.json", "{}");
        using (var file = File.Create(_text.File("other/tokenizer.json")))
        {
            file.SetLength(1L << 30);
        }

        var failure = Assert.Throws<UserError>(() => ModelFiles.Require(_text.Read($"dataset: d.yaml\nmodel: m\n{settings}\n")));

        Assert.Equal("EMPO3075", failure.Code);
        Assert.Contains($"or correct '{setting}'", failure.Message, StringComparison.Ordinal);
    }

    private void Model(string name, byte[] content)
    {
        _text.Write("m/config.json", "{}");
        _text.Write("m/tokenizer.json", "{}");
        File.WriteAllBytes(_text.File($"m/{name}"), content);
    }

    private void Require(string? wrong)
    {
        var failure = Record.Exception(() => ModelFiles.Require(_text.Read("dataset: d.yaml\nmodel: m\n")));

        if (wrong is null)
        {
            Assert.Null(failure);
            return;
        }

        Assert.Equal("EMPO3075", Assert.IsType<UserError>(failure).Code);
        Assert.Contains(wrong, failure.Message, StringComparison.Ordinal);
    }
}
