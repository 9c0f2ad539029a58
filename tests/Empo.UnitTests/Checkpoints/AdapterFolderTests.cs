using System.Text.Json.Nodes;
using Empo.Stages.Checkpoints;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

[Collection("torch")]
public sealed class AdapterFolderTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "lora");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again_and_the_bytes_follow_from_the_adapter()
    {
        using var scope = NewDisposeScope();
        using var decoder = LowRankAdapterTests.Filled(ScalarType.Float32);
        var expected = decoder.forward(TinyDecoder.Ids(1, 8));
        AdapterFolder.Save(decoder, _folder.Path);
        var bytes = File.ReadAllBytes(Weights);

        AdapterFolder.Load(decoder, _folder.Path);
        AdapterFolder.Save(decoder, _folder.Path);

        Assert.True(expected.eq(decoder.forward(TinyDecoder.Ids(1, 8))).all().item<bool>());
        Assert.Equal(bytes, File.ReadAllBytes(Weights));
    }

    [Fact]
    public void An_adapter_of_another_program_gives_its_logits()
    {
        using var scope = NewDisposeScope();
        using var decoder = CheckpointFolder.Load(Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen2"), CPU);
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, "logits.json")))!;
        var ids = tensor(golden["ids"]!.AsArray().Select(node => (long)node!).ToArray()).unsqueeze(0);

        AdapterFolder.Load(decoder, Golden);

        var logits = decoder.Logits(decoder.forward(ids))[0].data<float>().ToArray();
        var expected = golden["logits"]!.AsArray().SelectMany(row => row!.AsArray().Select(node => (float)node!)).ToArray();
        Assert.Equal(expected.Length, logits.Length);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void The_files_are_those_of_the_published_layout()
    {
        using var decoder = CheckpointFolder.Load(Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen2"), CPU);
        AdapterFolder.Load(decoder, Golden);

        AdapterFolder.Save(decoder, _folder.Path, "some/base");

        using var ours = SafetensorsFile.Open(Weights);
        using var theirs = SafetensorsFile.Open(Path.Combine(Golden, AdapterFolder.WeightsName));
        Assert.Equal(
            theirs.Header.Entries.Values.Select(entry => (entry.Name, string.Join(' ', entry.Shape), entry.Type.Name)).Order(),
            ours.Header.Entries.Values.Select(entry => (entry.Name, string.Join(' ', entry.Shape), entry.Type.Name)).Order()
        );
        Assert.All(theirs.Header.Entries.Values, entry =>
            Assert.True(theirs.Read(entry).eq(ours.Read(ours.Header.Entries[entry.Name])).all().item<bool>(), entry.Name)
        );
        Assert.Equal("pt", ours.Header.Metadata["format"]);
        var (written, golden) = (Config(_folder.Path), Config(Golden));
        Assert.All(golden.Where(pair => pair.Key != "target_modules"), pair =>
            Assert.Equal(pair.Value?.ToJsonString(), written[pair.Key]?.ToJsonString())
        );
        Assert.Equal("""["q_proj","v_proj","down_proj"]""", written["target_modules"]!.ToJsonString());
    }

    [Theory]
    [InlineData("\"use_dora\": false", "\"use_dora\": true", "EMPO3071", "use_dora")]
    [InlineData("\"peft_type\": \"LORA\"", "\"peft_type\": \"IA3\"", "EMPO3071", "IA3")]
    [InlineData("\"bias\": \"none\"", "\"bias\": \"all\"", "EMPO3071", "bias")]
    [InlineData("\"q_proj\"", "\"lm_head\"", "EMPO3071", "lm_head")]
    [InlineData("\"r\": 3", "\"rank\": 3", "EMPO3071", "r is missing")]
    [InlineData("\"r\": 3", "\"r\": 2", "EMPO3072", "lora_A.weight is [3, 32] and should be [2, 32]")]
    [InlineData("\"q_proj\",", "", "EMPO3072", "unknown: base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")]
    public void What_does_not_fit_is_named(string old, string text, string code, string named)
    {
        using var decoder = LowRankAdapterTests.Filled(ScalarType.Float32);
        AdapterFolder.Save(decoder, _folder.Path);
        var config = Path.Combine(_folder.Path, AdapterConfigFile.FileName);
        File.WriteAllText(config, File.ReadAllText(config).Replace(old, text, StringComparison.Ordinal));

        var error = Assert.Throws<UserError>(() => AdapterFolder.Load(decoder, _folder.Path));

        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Null(decoder.Adapters);
    }

    [Fact]
    public void A_folder_without_an_adapter_is_a_coded_error()
    {
        using var decoder = TinyDecoder.Create();

        Assert.Equal("EMPO3070", Assert.Throws<UserError>(() => AdapterFolder.Load(decoder, _folder.Path)).Code);
    }

    private string Weights => Path.Combine(_folder.Path, AdapterFolder.WeightsName);

    private static JsonObject Config(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, AdapterConfigFile.FileName)))!.AsObject();
}
