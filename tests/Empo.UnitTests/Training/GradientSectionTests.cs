using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

public sealed class GradientSectionTests
{
    /// <summary>Of three layers of 96 + 32 elements: the first two are joined where a section needs more than 128.</summary>
    [Theory]
    [InlineData(1, "0+64 -, 64+128 0-0, 192+128 1-1, 320+128 2-2, 448+160 -")]
    [InlineData(129, "0+64 -, 64+256 0-1, 320+128 2-2, 448+160 -")]
    [InlineData(1000, "0+64 -, 64+384 0-2, 448+160 -")]
    public void Layers_are_joined_until_a_section_is_large_enough(long least, string expected)
    {
        var sections = GradientSection.Divide(Slices(3), 608, least);

        Assert.Equal(expected, string.Join(", ", sections.Select(section =>
            $"{section.Start}+{section.Count} {(section.Layers is { } layers ? $"{layers.First}-{layers.Last}" : "-")}")));
    }

    /// <summary>Every element is in one section, and every layer in one.</summary>
    [Fact]
    public void Sections_are_a_partition() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(CsCheck.Gen.Int[1, 40], CsCheck.Gen.Long[1, 3000]),
        (layers, least) =>
        {
            var slices = Slices(layers);
            var sections = GradientSection.Divide(slices, slices[^1].Offset + 96, least);

            Assert.Equal(
                sections.Skip(1).Select(section => section.Start),
                sections.SkipLast(1).Select(section => section.Start + section.Count)
            );
            Assert.Equal((0, slices[^1].Offset + 96), (sections[0].Start, sections[^1].Start + sections[^1].Count));
            Assert.Equal(
                Enumerable.Range(0, layers),
                sections.Where(section => section.Layers is not null).SelectMany(section =>
                    Enumerable.Range(section.Layers!.Value.First, section.Layers.Value.Last - section.Layers.Value.First + 1))
            );
        },
        iter: 200
    );

    [Fact]
    public void Adapters_are_one_section() => Assert.Equal(
        [new GradientSection(0, 100, null)],
        GradientSection.Divide([new FlatSlice("layers.0.self_attn.q_proj.lora_A.weight", 0, [4, 25])], 100)
    );

    private static List<FlatSlice> Slices(int layers)
    {
        var (slices, offset) = (new List<FlatSlice>(), 0L);
        void Add(string name, long aligned, params IReadOnlyList<long> shape)
        {
            slices.Add(new FlatSlice(name, offset, shape));
            offset += aligned;
        }

        Add("model.embed_tokens.weight", 64, 6, 10);
        for (var layer = 0; layer < layers; layer++)
        {
            Add($"model.layers.{layer}.self_attn.q_proj.weight", 96, 8, 12);
            Add($"model.layers.{layer}.mlp.up_proj.weight", 32, 5, 6);
        }

        Add("lm_head.weight", 64, 6, 10);
        for (var layer = 0; layer < layers; layer++)
        {
            Add($"model.layers.{layer}.input_layernorm.weight", 32, 10);
        }

        return slices;
    }
}
