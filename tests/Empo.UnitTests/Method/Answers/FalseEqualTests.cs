using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>
/// Answers of which a reading as arithmetic would lose what tells them apart: dates, programs, sequences of letters, matrices, symbols of
/// elements.
/// </summary>
public sealed class FalseEqualTests
{
    private static readonly CanonicalEquivalence Equivalence = new();

    [Theory]
    [InlineData("1990-05-06", "1990-06-05")]
    [InlineData("10/5/2020", "2/1/2020")]
    [InlineData("10/5/2020", "5/10/2020")]
    [InlineData("2024.5.6", "2024.6.5")]
    [InlineData("2024/10/2", "2024/5/1")]
    [InlineData("0x1F", "0xF1")]
    [InlineData("0x10", "0")]
    [InlineData("0b101", "0b110")]
    [InlineData("0o17", "0o71")]
    [InlineData("a % b", "b % a")]
    [InlineData("7 % 3", "3 % 7")]
    [InlineData("a ** b", "b ** a")]
    [InlineData("2 ** 3", "3 ** 2")]
    [InlineData("2 ** 3", "6")]
    [InlineData("G C A", "A C G")]
    [InlineData("H T", "T H")]
    [InlineData("S-O-V", "S-V-O")]
    [InlineData("(a) 1 (b) 2", "(a) 2 (b) 1")]
    [InlineData("(a) 3, (b) 4", "(a) 4, (b) 3")]
    [InlineData("2 boys and 3 girls", "3 boys and 2 girls")]
    [InlineData(@"2 \text{ men, } 3 \text{ women}", @"3 \text{ men, } 2 \text{ women}")]
    [InlineData("3个男生和2个女生", "2个男生和3个女生")]
    [InlineData("A if B", "B if A")]
    [InlineData("A^{-1}B", "BA^{-1}")]
    [InlineData("P^{-1}AP", "PAP^{-1}")]
    [InlineData("A^TB", "BA^T")]
    [InlineData("CO", "Co")]
    [InlineData("HF", "Hf")]
    [InlineData(@"\text{SN}", @"\text{Sn}")]
    [InlineData("¥500", @"\$500")]
    [InlineData("¥500", "500 euros")]
    [InlineData("x<1 and x>0", "x<1 or x>0")]
    [InlineData(@"x<1 \text{ or } x>0", "(0,1)")]
    public void Answers_that_differ_in_what_arithmetic_forgets(string left, string right) => AssertDifferent(left, right);

    // Words in a formula, letters in an order that no alphabet has, symbols of elements.
    [Theory]
    [InlineData("heart+1", "earth+1")]
    [InlineData("2listen", "2silent")]
    [InlineData("3 + lemon", "3 + melon")]
    [InlineData("top+1", "pot+1")]
    [InlineData("jar+1", "raj+1")]
    [InlineData("too+1", "oto+1")]
    [InlineData("bac", "abc")]
    [InlineData("bda", "dba")]
    [InlineData("abc", "cba")]
    [InlineData(@"\mathrm{AB}_1", @"\mathrm{BA}_1")]
    [InlineData(@"5 \mathrm{M}_1", @"5 \mathrm{M}_2")]
    [InlineData("No entry", "Entry no")]
    [InlineData("A_B", "AB")]
    [InlineData("A;B", "AB")]
    [InlineData("HCl", "ClH")]
    [InlineData("NaOH", "OHNa")]
    [InlineData("FeS", "SFe")]
    [InlineData("pH", "Hp")]
    public void Words_that_are_no_products(string left, string right) => AssertDifferent(left, right);

    // What stands behind a number or a unit, powers of units, fractions of units.
    [Theory]
    [InlineData("1 hour, 5 minutes", "1 hour")]
    [InlineData("5 km ways", "5 km")]
    [InlineData("5 cm pages", "5 cm")]
    [InlineData("5 whole tenths", "5")]
    [InlineData("5 red halves", "5")]
    [InlineData("2 boys 3 girls", "3 boys 2 girls")]
    [InlineData("2 boys 3 girls", "6")]
    [InlineData("6 yuan 3 yuan", "6, 3")]
    [InlineData("5 whereas", "5")]
    [InlineData(@"2 \text{ boys } 3", "6")]
    [InlineData("5 kg m2", "5 kg m3")]
    [InlineData("5 kg m2", "5 kg m")]
    [InlineData("5 km s-1", "5 km s-2")]
    [InlineData("5 km s-1", "5 km s")]
    [InlineData(@"5 \frac{\mathrm{m}}{\mathrm{s}}", @"5 \frac{\mathrm{s}}{\mathrm{m}}")]
    [InlineData(@"5 \frac{km}{h}", "5 km h")]
    [InlineData("5 kg(m/s)", "5 kg m")]
    [InlineData("5 km^{0}", "5")]
    [InlineData("5 km2.5", "5 km^2")]
    [InlineData("5 km2a", "5 km^2")]
    [InlineData("5 km^{123}", "5 km")]
    [InlineData("5 °Cx", "5 °C")]
    [InlineData("12 345 m", "12 m")]
    public void Quantities_with_another_rest(string left, string right) => AssertDifferent(left, right);

    // Inclusions, ratios, sets against tuples, numerals of another base.
    [Theory]
    [InlineData(@"A \subset B", @"B \subset A")]
    [InlineData(@"A \supset B", @"B \supset A")]
    [InlineData(@"A \subseteq B", @"B \subseteq A")]
    [InlineData(@"A \supseteq B", @"B \supseteq A")]
    [InlineData(@"A \subsetneq B", @"B \subsetneq A")]
    [InlineData(@"x \notin A", @"A \notin x")]
    [InlineData(@"P \Leftarrow Q", @"Q \Leftarrow P")]
    [InlineData("a:2 = 3:4", "3:4")]
    [InlineData("2:x = 4", "4")]
    [InlineData("x/3 = 2", "2")]
    [InlineData(@"\frac{xy}{2} = 3", "3")]
    [InlineData(@"\{1,2\}", "(1,2)")]
    [InlineData(@"x \equiv 3 \pmod 5", @"x \equiv 3 \pmod 7")]
    [InlineData(@"52_{\text{eight}}", @"52_{\text{nine}}")]
    [InlineData("9A_{11}", "9A_{12}")]
    [InlineData("8G_{16}", "8F_{16}")]
    [InlineData("0b19", "19")]
    public void Statements_and_collections_in_another_order(string left, string right) => AssertDifferent(left, right);

    [Theory]
    [InlineData("1990-05-06", "1990-5-6")]
    [InlineData("05/06/2020", "5/6/2020")]
    [InlineData("0x1F", "1F_{16}")]
    [InlineData("0x1f", "0x1F")]
    [InlineData("0b11111", "0x1F")]
    [InlineData("2 ** 3", "8")]
    [InlineData("2**3", "8")]
    [InlineData("50 %", "0.5")]
    [InlineData(@"50 \% \cdot 4", "2")]
    [InlineData("G C A", "G  C  A")]
    [InlineData("A^{-1}B", "{A}^{-1} B")]
    [InlineData("ML^{-1}T^{-2}", "T^{-2}ML^{-1}")]
    [InlineData("NO", "No")]
    [InlineData("4 apples or 6 apples", "4, 6")]
    [InlineData("1 apple and 2 apples", "1, 2")]
    [InlineData("5 ways in total", "5")]
    [InlineData("(a) 1 (b) 2", "(a) 1, (b) 2")]
    [InlineData(@"\text{Co}", "Co")]
    [InlineData("¥500", "500 yen")]
    [InlineData("¥500", "500元")]
    [InlineData("¥500", "￥500")]
    [InlineData("¥500", "500")]
    [InlineData("x<1 or x>0", @"\mathbb{R}")]
    [InlineData("x<-1 or x>1", @"(-\infty,-1)\cup(1,\infty)")]
    [InlineData("x>1 and x<3", "(1,3)")]
    [InlineData("x>1, x<3", "(1,3)")]
    [InlineData("1 hour, and 5 minutes", "65 minutes")]
    [InlineData("1 hour, 5 minutes", "65 minutes")]
    [InlineData("1 ft, 5 in", "17 in")]
    [InlineData(@"a \perp b", @"b \perp a")]
    [InlineData(@"a \parallel b", @"b \parallel a")]
    [InlineData("5 deg celsius", "5 degrees celsius")]
    [InlineData("5 N·s", "5 kg m/s")]
    [InlineData("5 percents", "5 percent")]
    [InlineData("5 whole apples", "5")]
    public void Answers_that_say_the_same(string left, string right)
    {
        Assert.True(Equivalence.AreEqual(left, right));
        Assert.True(Equivalence.AreEqual(right, left));
    }

    [Fact]
    public void Runs_of_spaces_say_what_one_space_says() =>
        Assert.True(Equivalence.AreEqual("x = " + new string(' ', 300) + "5", "x = 5"));

    private static void AssertDifferent(string left, string right)
    {
        Assert.False(Equivalence.AreEqual(left, right));
        Assert.False(Equivalence.AreEqual(right, left));
        Assert.False(Equivalence.IsCorrect(left, right));
        Assert.False(Equivalence.IsCorrect(right, left));
        Assert.Equal([0, 1], AnswerClusters.Assign([left, right], Equivalence));
    }
}
