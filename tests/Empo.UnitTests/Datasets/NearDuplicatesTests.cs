using CsCheck;
using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class NearDuplicatesTests
{
    private static readonly Gen<string> Texts = Gen.OneOfConst("a", "b", "c", "2", "+", "-")
        .Array[0, 9]
        .Select(words => string.Join(' ', words));

    [Fact]
    public void The_index_finds_exactly_what_comparing_all_pairs_finds() =>
        Gen.Select(Gen.OneOfConst(0.5, 0.7, 0.8, 1.0), Texts.Array[1, 12]).Sample((threshold, texts) =>
        {
            var index = new NearDuplicates(threshold, texts);
            var kept = new List<string>();
            foreach (var text in texts)
            {
                Assert.Equal(kept.Any(other => Similarity(text, other) >= threshold), index.Contains(text));

                kept.Add(text);
                index.Keep(text);
            }
        });

    [Theory]
    [InlineData("One two three four.", "one  TWO three four .", 1)]
    [InlineData("x + 2 = 5", "x - 2 = 5", 0.2)] // only "2 = 5" is common
    [InlineData("a b c d e", "a b c d f", 0.5)] // {abc, bcd, cde} and {abc, bcd, cdf}: 2 of 4
    public void Similarity_is_that_of_the_word_3_grams(string one, string other, double expected) =>
        Assert.Equal(expected, Similarity(one, other), 12);

    private static double Similarity(string one, string other)
    {
        var (a, b) = (WordGrams.Of(one, 3, symbols: true), WordGrams.Of(other, 3, symbols: true));
        return (double)a.Intersect(b).Count() / a.Union(b).Count();
    }
}
