using Empo.Method.Answers.Meanings;

namespace Empo.UnitTests.Method.Answers;

/// <summary>The spelling in which words, and formulas that cannot be read, are compared.</summary>
public sealed class TextFormTests
{
    [Theory]
    [InlineData("Hello,  World", "hello world")]
    [InlineData("  lead", "lead")]
    [InlineData("hello!", "hello!")]
    [InlineData("a , b", "a b")]
    [InlineData("a;b", "a b")]
    [InlineData("a.b:c", "abc")]
    [InlineData("3.5 men", "3.5 men")]
    [InlineData("1,000 men", "1,000 men")]
    [InlineData("at 12:30", "at 12:30")]
    [InlineData(".5 and 5.", "5 and 5")]
    [InlineData("x.5", "x5")]
    [InlineData("5.x", "5x")]
    [InlineData("North-East", "north-east")]
    [InlineData("50% + 3/4 * 2", "50% + 3/4 * 2")]
    [InlineData("½ cup", "½ cup")]
    [InlineData(" ... ", "...")]
    [InlineData("it's", "its")]
    public void Words_lose_case_and_punctuation(string text, string expected) => Assert.Equal(expected, TextForm.Of(text));

    [Theory]
    [InlineData("a_b C", "a_bC")]
    [InlineData("{ A }", "{A}")]
    [InlineData("x ^ 2, Y.", "x^2,Y.")]
    [InlineData("X = 5", "X=5")]
    [InlineData("A < B", "A<B")]
    [InlineData("A > B", "A>B")]
    [InlineData("| A |", "|A|")]
    [InlineData("[ A ]", "[A]")]
    [InlineData(@"\A B", @"\AB")]
    public void Formulas_keep_every_character_but_white_space(string text, string expected) => Assert.Equal(expected, TextForm.Of(text));

    [Fact]
    public void A_long_text_is_its_beginning_and_a_hash_of_the_whole()
    {
        string long1 = new string('a', 200) + "b";
        string long2 = new string('a', 200) + "c";

        Assert.Equal(new string('a', 200), TextForm.Of(new string('a', 200)));
        Assert.StartsWith(new string('a', 40) + "…#", TextForm.Of(long1), StringComparison.Ordinal);
        Assert.Equal(57 + 1, TextForm.Of(long1).Length);
        Assert.NotEqual(TextForm.Of(long1), TextForm.Of(long2));
        Assert.Equal(TextForm.Of(long1), TextForm.Of(long1));
    }
}
