using System.Text;
using Empo.Benchmarks.Llama;
using Empo.Stages.Checkpoints;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Benchmarks;

/// <summary>
/// llama.cpp's file, read back by the format's own rules: every tensor of the model under another name, each number in its place.
/// That llama.cpp computes the same model is checked by the benchmark itself before it measures.
/// </summary>
[Collection("torch")]
public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true, "f32")]
    [InlineData(false, "f32")]
    [InlineData(true, "bf16")]
    public void Every_tensor_is_in_the_file(bool tied, string type)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config(tied: tied));
        CheckpointFolder.Save(decoder, _folder.Path, endOfText: 0);
        var file = Path.Combine(_folder.Path, "model.gguf");

        GgufFile.Write(_folder.Path, type == "f32" ? GgufType.F32 : GgufType.BF16, file);

        var tensors = Read(file);
        Assert.Equal(decoder.named_parameters().Count(), tensors.Count);
        Assert.Equal(tied, !tensors.ContainsKey("output.weight"));
        var matrix = decoder.named_parameters().Single(p => p.name == "model.layers.1.mlp.down_proj.weight").parameter;
        var (extents, bytes) = tensors["blk.1.ffn_down.weight"];
        Assert.Equal(matrix.shape.Reverse(), extents);
        using var expected = matrix.detach().to(type == "f32" ? ScalarType.Float32 : ScalarType.BFloat16);
        Assert.Equal(expected.bytes.ToArray(), bytes);
        var norm = decoder.named_parameters().Single(p => p.name == "model.norm.weight").parameter;
        Assert.Equal(norm.bytes.ToArray(), tensors["output_norm.weight"].Bytes);
    }

    [Fact]
    public void A_model_without_names_in_the_file_is_refused()
    {
        Assert.Throws<NotSupportedException>(() => GgufFamily.Of(TinyDecoder.Config() with { ModelType = "mamba" }));
    }

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, (long[] Extents, byte[] Bytes)> Read(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        Assert.Equal("GGUF"u8.ToArray(), file.ReadBytes(4));
        Assert.Equal(3u, file.ReadUInt32());
        var (tensors, keys) = (file.ReadUInt64(), file.ReadUInt64());
        for (var key = 0ul; key < keys; key++)
        {
            Text(file);
            if (file.ReadUInt32() == 8)
            {
                Text(file);
            }
            else
            {
                file.ReadUInt32();
            }
        }

        var places = new List<(string Name, long[] Extents, uint Type, long Offset)>();
        for (var tensor = 0ul; tensor < tensors; tensor++)
        {
            var name = Text(file);
            long[] extents = [.. Enumerable.Range(0, (int)file.ReadUInt32()).Select(_ => (long)file.ReadUInt64())];
            places.Add((name, extents, file.ReadUInt32(), (long)file.ReadUInt64()));
        }

        var start = (file.BaseStream.Position + 31) / 32 * 32;
        var found = new Dictionary<string, (long[], byte[])>();
        foreach (var (name, extents, type, offset) in places)
        {
            Assert.Equal(0, offset % 32);
            file.BaseStream.Position = start + offset;
            found[name] = (extents, file.ReadBytes((int)extents.Aggregate(1L, (a, b) => a * b) * (type == 0 ? 4 : 2)));
        }

        return found;
    }

    private static string Text(BinaryReader file) => Encoding.UTF8.GetString(file.ReadBytes((int)file.ReadUInt64()));
}
