using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

[Collection("torch")]
public sealed class TokenEmbeddingTests
{
    public static IEnumerable<ITheoryDataRow> Devices => TestDevices.All;

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_row_of_every_token_comes_out_in_its_place(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var embedding = Embedding(type, CPU);

        var rows = embedding.forward(tensor([4L, 0, 4, 2, 2, 1], [2, 3]));

        Assert.Equal(type, rows.dtype);
        Assert.Equal([40f, 41, 0, 1, 40, 41, 20, 21, 20, 21, 10, 11], rows.to(ScalarType.Float32).reshape(-1).data<float>().ToArray());
    }

    /// <summary>A sum of 1024 ones in bfloat16, one after another, is 256.</summary>
    [Theory]
    [MemberData(nameof(Devices))]
    public void The_gradient_of_a_frequent_token_counts_all_its_places(string name)
    {
        var device = TestDevices.Require(name);
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var embedding = Embedding(type, device);
            var ids = ones(8, 128, ScalarType.Int64, device);

            embedding.forward(ids).sum().backward();

            Assert.Equal(
                [0f, 0, 1024, 1024, 0, 0, 0, 0, 0, 0],
                embedding.weight.grad!.to(ScalarType.Float32).cpu().reshape(-1).data<float>().ToArray()
            );
        }
    }

    /// <summary>Five tokens of width 2: token i is (10 i, 10 i + 1).</summary>
    private static TokenEmbedding Embedding(ScalarType type, Device device)
    {
        set_num_threads(1);
        using var guard = no_grad();
        var embedding = new TokenEmbedding(TinyDecoder.Config() with { VocabularySize = 5, HiddenSize = 2 }, type, device);
        embedding.weight.copy_(tensor([0f, 1, 10, 11, 20, 21, 30, 31, 40, 41], [5, 2]));
        return embedding;
    }
}
