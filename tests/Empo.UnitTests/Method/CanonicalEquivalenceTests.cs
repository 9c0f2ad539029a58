using CsCheck;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method;

public sealed class CanonicalEquivalenceTests
{
    [Theory]
    [InlineData("12", "12.0", true)]
    [InlineData("073", "73", true)]
    [InlineData("1,234", "1234", true)]
    [InlineData("1,23", "123", false)]
    [InlineData("12345,678", "12345678", false)]
    [InlineData("$5$", "5", true)]
    [InlineData("\\$5", "5", true)]
    [InlineData("- 3", "-3", true)]
    [InlineData("1/2", @"\frac{1}{2}", true)]
    [InlineData(@"\dfrac{2}{4}", "0.5", true)]
    [InlineData(@"-\frac{1}{2}", "-1/2", true)]
    [InlineData("1/-2", "-.5", true)]
    [InlineData("1/3", "0.333", false)]
    [InlineData("1/0", "0", false)]
    [InlineData("5.", "5", true)]
    [InlineData("x", "X", false)]
    [InlineData("x + 1", "x+1", true)]
    [InlineData("1,234.5,6", "1234.56", false)]
    [InlineData("-", "+", false)]
    public void Pairs_have_their_verdict(string left, string right, bool expected)
    {
        IAnswerEquivalence equivalence = new CanonicalEquivalence();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
    }

    [Fact]
    public void Decimals_and_fractions_of_one_value_are_equal() =>
        Gen.Select(Gen.Int[-100_000, 100_000], Gen.Int[1, 1000], Gen.Int[1, 30])
            .Sample(
                (above, below, factor) =>
                    Assert.True(
                        ((IAnswerEquivalence)new CanonicalEquivalence()).AreEqual(
                            $"{above}/{below}",
                            $"\\frac{{{above * factor}}}{{{below * factor}}}"
                        )
                    )
            );

    [Fact]
    public void Any_text_has_a_form() =>
        Gen.String.Sample(text => Assert.NotEmpty(new CanonicalEquivalence().CanonicalForm(text + "x")));

    [Fact]
    public void Plain_text_equality_only_trims()
    {
        IAnswerEquivalence equivalence = new TextEquivalence();

        Assert.True(equivalence.AreEqual(" 12", "12 "));
        Assert.False(equivalence.AreEqual("12", "12.0"));
    }
}
