using Empo.Method;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Answers of which a reading as arithmetic would lose what tells them apart: dates, programs, sequences of letters, matrices, symbols of elements.</summary>
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
    public void Answers_that_differ_in_what_arithmetic_forgets(string left, string right)
    {
        Assert.False(Equivalence.AreEqual(left, right));
        Assert.False(Equivalence.AreEqual(right, left));
        Assert.False(Equivalence.IsCorrect(left, right));
        Assert.False(Equivalence.IsCorrect(right, left));
        Assert.Equal([0, 1], AnswerClusters.Assign([left, right], Equivalence));
    }

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
    public void Answers_that_say_the_same(string left, string right)
    {
        Assert.True(Equivalence.AreEqual(left, right));
        Assert.True(Equivalence.AreEqual(right, left));
    }

    [Fact]
    public void Runs_of_spaces_say_what_one_space_says() =>
        Assert.True(Equivalence.AreEqual("x = " + new string(' ', 300) + "5", "x = 5"));
}
