using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Rarer notations of numbers, functions and names.</summary>
public sealed class AnswerScriptTests
{
    [Theory]
    [InlineData("x⁻²", @"\frac{1}{x^2}", true)]
    [InlineData("x⁴", "x^3", false)]
    [InlineData("1.6×10⁻¹⁹", "1.6e-19", true)]
    [InlineData("a₁₂", "a_{12}", true)]
    [InlineData("x₁", "x_2", false)]
    [InlineData("2⅓", @"\frac{7}{3}", true)]
    [InlineData("∛8", "2", true)]
    [InlineData("x ∈ ℝ", @"\mathbb{R}", true)]
    [InlineData("ℤ", @"\mathbb{N}", false)]
    public void Unicode_signs(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData("3 1/2", @"\frac{7}{2}", true)]
    [InlineData("3 1/2", "3/2", false)]
    [InlineData("-2 3/4", "-2.75", true)]
    [InlineData("1 000/3", @"\frac{1000}{3}", true)]
    [InlineData("11~111", "11111", true)]
    [InlineData(@"{1 \over 2}", @"\frac12", true)]
    [InlineData(@"{a \over b} + 1", @"\frac{a}{b+1}", false)]
    [InlineData(@"1\nicefrac{3}{4}", "1.75", true)]
    public void Mixed_numbers_and_fractions(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"0.\dot{3}", @"\frac13", true)]
    [InlineData(@"0.\dot{3}", "0.3", false)]
    [InlineData(@"0.3\dot{6}", @"\frac{11}{30}", true)]
    [InlineData(@"0.\dot{1}4285\dot{7}", @"\frac{1}{7}", true)]
    [InlineData("0.(36)", @"\frac{4}{11}", true)]
    [InlineData("0.5(36)", "18", true)]
    [InlineData(@"4.5\mathrm{e}33", "4.5e33", true)]
    [InlineData("1.6*10**-19", "1.6e-19", true)]
    public void Repeating_decimals_and_exponents(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"52_{\text{eight}}", "52_8", true)]
    [InlineData(@"52_{\text{eight}}", "52_9", false)]
    [InlineData(@"1011_\text{two}", "11_{10}", true)]
    [InlineData(@"52_{\text{base }8}", "42_{10}", true)]
    [InlineData(@"52 \text{ (base 8)}", "52_8", true)]
    [InlineData(@"52 \text{ base eight}", "42_{10}", true)]
    [InlineData(@"52 \text{ base many}", "53", false)]
    [InlineData("2A_{16}", "42_{10}", true)]
    [InlineData(@"\text{2A}_{16}", "42_{10}", true)]
    [InlineData("2A_{11}", "32_{10}", true)]
    [InlineData("2G_{16}", "46", false)]
    [InlineData("3A_1", "A_1", false)]
    public void Bases_in_words_and_with_letters(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData("5!!", "15", true)]
    [InlineData("6!!", "48", true)]
    [InlineData("0!!", "1", true)]
    [InlineData("n!!", "(n!)!", false)]
    [InlineData("x!!!", "((x!)!)!", true)]
    [InlineData(@"\log_28", "3", true)]
    [InlineData(@"\log_10 100", "2", true)]
    [InlineData(@"\mathrm{arctg}\,2", @"\arctan 2", true)]
    [InlineData(@"\text{lcm}(4,6)", "12", true)]
    [InlineData(@"2\,\text{cis}\,60^\circ", @"1+i\sqrt{3}", true)]
    [InlineData(@"\operatorname{cis}\frac{\pi}{2}", "-i", false)]
    [InlineData(@"f^{-1}(x)=\frac{x-1}{2}", @"\frac{x-1}{2}", true)]
    [InlineData("f^{-1}(x)", @"\frac{1}{f(x)}", false)]
    [InlineData("g^{-1}(x)=2x", "g(x)=2x", false)]
    [InlineData(@"f(x)=0 \text{ for all } x", "f(x)=0", true)]
    [InlineData(@"f(x)=x^2, \forall x\in\mathbb{R}", "f(x)=x^2", true)]
    [InlineData(@"f(x)=x^2 \text{ for all } x>0", "x^2", false)]
    [InlineData(@"\varepsilon_0", @"\epsilon_0", true)]
    [InlineData(@"\varphi", @"\psi", false)]
    [InlineData("1,2,...,10", @"1,2,\ldots,10", true)]
    public void Functions(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData("B. 12", "B", true)]
    [InlineData("B. 12", "12", true)]
    [InlineData("B. 12", "13", false)]
    [InlineData(@"B: \frac{1}{2}", "0.5", true)]
    [InlineData(@"\text{B, D}", "D, B", true)]
    [InlineData(@"\text{B and D}", "B, D", true)]
    [InlineData(@"\text{B, D}", @"\text{B, C}", false)]
    [InlineData(@"\text{AB}", "A,B", false)]
    [InlineData(@"\text{Option B}", "B", true)]
    [InlineData(@"\text{June 20}", "June 20", true)]
    [InlineData("June 20", "June 21", false)]
    [InlineData(@"\text{no solution}", @"\emptyset", true)]
    [InlineData("No real solutions", @"\text{no solution}", true)]
    [InlineData(@"\text{no solution}", @"\text{one solution}", false)]
    [InlineData(@"\text{all real numbers}", @"\mathbb{R}", true)]
    [InlineData(@"\text{all real numbers}", @"\text{no solution}", false)]
    [InlineData(@"\text{infinity}", @"\infty", true)]
    [InlineData("negative infinity", @"\infty", false)]
    [InlineData(@"\text{DNE}", @"\text{does not exist}", true)]
    [InlineData(@"\text{DNE}", @"\text{undefined}", false)]
    public void Options_and_words(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    private static void AssertVerdict(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
        Assert.Equal([0, expected ? 0 : 1], equivalence.Cluster([left, right]));
    }
}
