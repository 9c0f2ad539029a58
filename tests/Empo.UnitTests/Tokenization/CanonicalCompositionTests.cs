using System.Text.Json;
using CsCheck;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Tokenization;

public sealed class CanonicalCompositionTests
{
    /// <summary>Made by tests/golden/canonical-composition.py.</summary>
    [Fact]
    public void A_thousand_texts_compose_as_another_implementation_says()
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "tests", "golden", "canonical-composition.jsonl"))
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!)
            .ToList();

        Assert.Equal(1000, lines.Count);
        Assert.All(lines, pair => Assert.Equal(pair[1], CanonicalComposition.Compose(pair[0])));
    }

    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\u0958", "\u0915\u093C")] // an exclusion: it only decomposes
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("plain \\boxed{81}", "plain \\boxed{81}")]
    public void Composed(string text, string expected) => Assert.Equal(expected, CanonicalComposition.Compose(text));

    [Fact]
    public void Composing_twice_changes_nothing() =>
        Gen.Int[0, 0x10FFFF].Where(code => code is < 0xD800 or > 0xDFFF).Array[0, 20].Sample(codes =>
        {
            var once = CanonicalComposition.Compose(string.Concat(codes.Select(char.ConvertFromUtf32)));
            return CanonicalComposition.Compose(once) == once;
        });
}
