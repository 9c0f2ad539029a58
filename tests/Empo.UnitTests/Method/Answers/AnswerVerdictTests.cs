using CsCheck;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>The verdict table of docs/answers.md, and the rules behind it.</summary>
public sealed class AnswerVerdictTests
{
    public static TheoryData<string, string, bool> Verdicts => new()
    {
        // Numbers.
        { "1,000", "1000", true },
        { @"1{,}234{,}567", "1234567", true },
        { @"46\,760", "46760", true },
        { "073", "73", true },
        { "5.0", "5", true },
        { "3.14", @"\pi", false },
        { "3.14159265", @"\pi", true },
        { "0.333", "1/3", false },
        { "0.33333333", "1/3", true },
        { "204.0001", "204", false },
        { @"\frac12", "0.5", true },
        { @"1\frac{4}{5}", "9/5", true },
        { @"1\cdot\frac{4}{5}", "9/5", false },
        { "4.4e7", "44000000", true },
        { @"6.62\times10^{-34}", @"9.1\times 10^{-31}", false },
        { @"-\frac{1}{2}", @"\frac{-1}{2}", true },
        { @"\sqrt{8}", @"2\sqrt2", true },
        { @"\frac{1}{\sqrt{2}}", @"\frac{\sqrt{2}}{2}", true },
        { @"\sqrt{3+2\sqrt{2}}", @"1+\sqrt{2}", true },
        { @"\sqrt[3]{2}", "2^{1/3}", true },
        { @"\cos 60^\circ", "1/2", true },
        { @"\sin\frac{\pi}{12}", @"\frac{\sqrt6-\sqrt2}{4}", true },
        { @"e^{i\pi}", "-1", true },
        { "5!", "120", true },
        { @"\binom{16}{2}", "120", true },
        { @"\sum_{k=1}^{4} k^2", "30", true },
        { @"\log_{2} 8", "3", true },
        { @"\log_{3} 7", @"\frac{\ln 7}{\ln 3}", true },
        { "52_8", "42_{10}", true },
        { "52_8", "52_9", false },
        { @"\lfloor -0.5\rfloor", "-1", true },
        { @"2^{1009}", @"2\cdot 2^{1008}", true },
        { "1+2i", "2i+1", true },
        { "1+2i", "1-2i", false },

        { @"0.1\overline{6}", @"\frac{1}{6}", true },
        { @"1.\overline{27}", @"\frac{14}{11}", true },
        { "1.5 x 10^3", "1500", true },
        { @"\sqrt[3]{-8}", "-2", true },
        { @"\prod_{i=1}^{3} i", "6", true },
        { @"\sum_{i=1}^{n} i", @"\sum_{k=1}^{n} k", true },
        { "10 - 2 = 8", "8", true },
        { @"x \approx 3.14", "3.14", true },

        // Percent, degrees, currency, units.
        { @"50\%", "0.5", true },
        { @"50\%", "50", false },
        { "28 percent", @"28\%", true },
        { @"30^\circ", "30", true },
        { @"\$5", "5", true },
        { @"5\text{ cm}", "5", true },
        { @"5\text{ cm}", @"5\text{ m}", false },
        { @"2\text{ m}", @"200\text{ cm}", true },
        { @"15\mbox{ cm}^2", @"15\text{ square cm}", true },
        { "2 m", "200 cm", true },
        { @"33\frac{1}{3}\%", "1/3", true },
        { @"3.0\times10^8\mathrm{~m}/\mathrm{s}", "3e8", true },
        { @"4\text{ cm or }6\text{ cm}", "4, 6", true },
        { @"15\%\text{ to }40\%", @"6\%", false },
        { @"\text{6 years}", "6", true },
        { "15 apples", "15", true },
        { "2m", "2", false },
        { "N+1", "K+1", false },

        // Names.
        { "x=5", "5", true },
        { "x=5", "y=5", false },
        { "2x=4", "x=2", true },
        { "f(x)=2x+1", "2x+1", true },
        { "f(n)=2n+1", "f(x)=2x+1", true },
        { "y=2x", "2x=y", true },
        { "(x,y)=(1,2)", "(1,2)", true },
        { "x = 5+5+1 = 11", "11", true },
        { @"x=1/3\approx0.33", "1/3", true },
        { "x-2y+z-1=0", "-2x+4y-2z+2=0", true },
        { "2x+z=1", "1", false },

        // Collections.
        { "1,2,3", @"\{3,2,1\}", true },
        { "1,2", @"1\text{ and }2", true },
        { @"1\pm\sqrt2", @"1-\sqrt2, 1+\sqrt2", true },
        { @"(\pm1,0)", "(-1,0),(1,0)", true },
        { @"\begin{pmatrix}1&1\\0&1\end{pmatrix}^2", @"\begin{pmatrix}1&2\\0&1\end{pmatrix}", true },
        { @"\begin{pmatrix}1&2\end{pmatrix}^T", @"\begin{pmatrix}1\\2\end{pmatrix}", true },
        { "(1,2)", "(2,1)", false },
        { "(1,2)", "[1,2]", false },
        { "(1,2)", "1,2", true },
        { "(1,2)", "2,1", false },
        { @"\{2,1\}", "(1,2)", false },
        { "2,2", "2", true },
        { @"(0,9)\cup(9,36)", @"(9,36)\cup(0,9)", true },
        { @"\frac{3}{5}<x\le\frac{8}{3}", "(0.6, 8/3]", true },
        { "x>5", @"(5,\infty)", true },
        { "2x<4", "x<2", true },
        { "-x<1", "x>-1", true },
        { "x>1", @"x\ge1", false },
        { @"x\in[-2,7]", "[-2,7]", true },
        { @"x<-1\text{ or }x>1", @"(-\infty,-1)\cup(1,\infty)", true },
        { @"x>1\text{ and }x<3", "(1,3)", true },
        { @"[0,1]\cup[1,2]", "[0,2]", true },
        { @"(0,1)\cup(1,2)", "(0,2)", false },
        { @"\mathbb{R}\setminus\{0\}", @"x\ne0", true },
        { @"(0,5)\setminus\{2\}", @"(0,2)\cup(2,5)", true },
        { @"\{1,2\}\cap\{2,3\}", "2", true },
        { @"(0,1)\cap(2,3)", @"\emptyset", true },
        { @"[0,1)\cup\{1\}", "[0,1]", true },
        { @"\{x \mid x>2\}", @"(2,\infty)", true },
        { @"\{x\in\mathbb{R}: x>2\}", "x>2", true },
        { @"\{x\in\mathbb{Z}: x>2\}", "x>2", false },
        { "A(1,2)", "(1,2)", true },
        { "p=3,q=2", "(p,q)=(3,2)", true },
        { "p=2,q=3", "p=3,q=2", false },
        { @"n\equiv1\pmod 3", @"n\equiv2\pmod 3", false },
        { @"n\equiv1\pmod{3}", @"n\equiv1\pmod 3", true },
        { @"\begin{cases}1&x>0\\0&x\le0\end{cases}", @"\begin{cases}0,&x\le0\\1,&\text{if }x>0\end{cases}", true },
        { @"\begin{pmatrix}1\\2\end{pmatrix}", @"\begin{bmatrix}1\\2\end{bmatrix}", true },
        { @"\begin{pmatrix}1\\2\end{pmatrix}", @"\begin{pmatrix}1&2\end{pmatrix}", false },
        { "7:32", "14:64", true },
        { "12:30", "2/5", false },

        // Functions of variables.
        { @"\lim_{x\to3^+} a", @"\lim_{x\to3^{+}} a", true },
        { @"\cosh x", @"\frac{e^x+e^{-x}}{2}", true },
        { @"\ln(x^2)", @"2\ln x", false },
        { "(x+1)^2", "x^2+2x+1", true },
        { @"\frac{x^2-1}{x-1}", "x+1", true },
        { "|x|", "x", false },
        { @"\sqrt{x^2}", "x", false },
        { @"\sin^2 x+\cos^2 x", "1", true },
        { @"\frac{n!}{(n-1)!}", "n", true },
        { "2^{k+1}", @"2\cdot 2^k", true },
        { @"\lceil n/2\rceil", @"\lceil w/2\rceil", false },
        { "1/8y", @"\frac{1}{8y}", true },
        { "x_1", "x_{1}", true },
        { "f(x)", "f(y)", false },

        // Words.
        { @"\text{(C)}", "C", true },
        { "C) 12", "C", true },
        { "C) 12", "12", true },
        { @"\textbf{(C)}\ 12", "12", true },
        { "B) 87.5%", "C) 875%", false },
        { @"\text{a rate of 87.5}", @"\text{a rate of 875}", false },
        { @"\spadesuit\frac{3}{4}\{", @"\spadesuit\frac{34}{}\{", false },
        { @"\text{East}", "east", true },
        { @"\text{Evelyn}", "Evelyn", true },
        { @"\text{not east}", "east", false },
        { "A", "a", false },
        { "A", "B", false },
        { @"\text{no solution}", @"\emptyset", true },
        { @"\text{B, D}", "D, B", true },

        // Rules of version 4.
        { "x+y=12", "12", true },
        { "x+y=12", "x+z=12", false },
        { @"\cos A=\frac12", "0.5", true },
        { @"x=k\pi, k\in\mathbb{Z}", @"x=n\pi, n\in\mathbb{Z}", true },
        { @"x=k\pi, k\in\mathbb{Z}", @"k\pi", true },
        { @"x\ne2,3", @"\mathbb{R}\setminus\{2,3\}", true },
        { @"(-\infty,1)\text{ or }(2,\infty)", @"(-\infty,1)\cup(2,\infty)", true },
        { @"\begin{pmatrix}1\\2\end{pmatrix}", "(1,2)", true },
        { @"36\text{ million}", "36000000", true },
        { @"9.8\text{ m/s}^2", @"980\text{ cm/s}^2", true },
        { @"6\text{ p.m.}", @"6\text{ a.m.}", false },
        { @"25^\circ C", @"25^\circ F", false },
        { "3 1/2", "7/2", true },
        { "5!!", "15", true },
        { @"0.\dot{3}", "1/3", true },
        { @"52_{\text{eight}}", "52_8", true },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Pairs_have_their_verdict_in_both_directions(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.Judge(left, right).AreEqual);
        Assert.Equal(expected, equivalence.Judge(right, left).AreEqual);
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Clusters_agree_with_verdicts_on_pairs(string left, string right, bool expected) =>
        Assert.Equal(expected ? [0, 0] : [0, 1], AnswerClusters.Assign([left, right], new CanonicalEquivalence()));

    [Fact]
    public void Equality_of_forms_is_symmetric_and_transitive_over_the_table()
    {
        CanonicalEquivalence equivalence = new();
        string[] answers = [.. Verdicts.SelectMany(row => new[] { row.Data.Item1, row.Data.Item2 }).Distinct()];
        string[] forms = [.. answers.Select(equivalence.CanonicalForm)];

        int[] clusters = AnswerClusters.ByForm(answers, equivalence.CanonicalForm);

        Assert.Equal(forms.Distinct().Count(), clusters.Max() + 1);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "1")]
    [InlineData("$$", "$$")]
    public void An_answer_that_says_nothing_equals_nothing(string left, string right) =>
        Assert.False(new CanonicalEquivalence().Judge(left, right).AreEqual);

    [Fact]
    public void Digits_of_the_comparison_are_the_callers()
    {
        Assert.True(new CanonicalEquivalence(2).Judge(@"(\frac{3}{5},\frac{8}{3}]", "(0.6,2.6667]").AreEqual);
        Assert.False(new CanonicalEquivalence().Judge(@"(\frac{3}{5},\frac{8}{3}]", "(0.6,2.6667]").AreEqual);
    }

    [Fact]
    public void Units_and_names_that_contradict_each_other_split_a_cluster()
    {
        int[] clusters = AnswerClusters.Assign(
            ["5", @"5\text{ cm}", @"5\text{ m}", "500 cm", "x=7", "7", "y=7"],
            new CanonicalEquivalence()
        );

        Assert.Equal([0, 0, 1, 1, 2, 2, 3], clusters);
    }

    [Fact]
    public void Rounded_decimals_join_what_they_round() =>
        Assert.Equal([0, 0, 1, 0], AnswerClusters.Assign(["1/3", "0.3333333", "0.333", @"\frac{2}{6}"], new CanonicalEquivalence()));

    [Fact]
    public void An_explanation_ends_with_the_verdict() =>
        Assert.Equal("verdict: equal, because same canonical form 1/2", AnswerExplanation.Of(@"so \boxed{0.5}", "1/2")[^1]);
}
