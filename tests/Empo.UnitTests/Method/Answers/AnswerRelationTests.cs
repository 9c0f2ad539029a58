using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Chains of relations, inequalities and collections in the shapes that pairs of real answers do not reach.</summary>
public sealed class AnswerRelationTests
{
    [Theory]
    [InlineData(@"x \approx 0.3 \approx 0.33", "0.3", true)]
    [InlineData(@"x \approx 0.3 \approx 0.33", "y = 0.3", false)]
    [InlineData(@"1/3 \approx 0.33 \approx 0.3", "1/3", true)]
    [InlineData(@"x = 1/3 \approx 0.33", "0.33", false)]
    [InlineData(@"x \equiv 3", "3", true)]
    [InlineData(@"a \equiv b \equiv 3 \pmod 5", @"3 \pmod 5", true)]
    [InlineData(@"a \equiv b", "a = b", true)]
    [InlineData("a = x < 3", "x < 3", true)]
    [InlineData("a = 2 < x < 3", "(2,3)", true)]
    [InlineData("x=a=b<3", "b<3", false)]
    [InlineData(@"x = y \in (1,2)", "(1,2)", true)]
    [InlineData(@"2k+1 \in (1,3)", "(1,3)", false)]
    [InlineData(@"x = 2k \in (1,3)", "(1,3)", false)]
    [InlineData(@"x \in (1,3)", @"y \in (1,3)", false)]
    [InlineData("x = k = 3", "y = 3", true)]
    [InlineData("x = k = 3", "3", true)]
    [InlineData("x = 2+1 = 3", "y = 3", false)]
    [InlineData("2+1 = x = 3", "y = 3", false)]
    [InlineData("10-2 = 8", "x = 8", true)]
    [InlineData("10-2 = 8", "2", false)]
    [InlineData("2v = (1,2)", "(1,2)", true)]
    [InlineData("y=f(x)", "f(x)=y", true)]
    [InlineData("y=f(x)", "y", true)]
    [InlineData("f(x)=g(x)", "g(x)", true)]
    [InlineData("f(x)=g(x)", "f(x)", false)]
    [InlineData("f(x,y)=x+y", "x+y", true)]
    [InlineData(@"x+y \ne 3", @"x \ne 3", false)]
    [InlineData(@"x+y \ne 3", "x+y = 3", false)]
    [InlineData(@"2x \ne 6", @"x \ne 3", true)]
    [InlineData(@"2x \ne 6", @"x \ne 6", false)]
    [InlineData(@"x^2 \ne y", "x^2 = y", false)]
    [InlineData(@"x^2 \ne y", @"y \ne x^2", true)]
    [InlineData("(x,2)=(1,2)", "(1,2)", false)]
    [InlineData("e = 5", "5", true)]
    [InlineData(@"\pi = 3", "3", false)]
    [InlineData(@"\frac{a}{2} = 3", "3", false)]
    [InlineData(@"\frac{a}{2} = 3", "6", true)]
    [InlineData(@"\frac{a}{b} = 3", "3", true)]
    [InlineData("|x| = 3", "3", true)]
    [InlineData("a:b = 2:3", "2:3", true)]
    [InlineData("(x,y)=(1,2)", "(a,b)=(1,2)", false)]
    public void Chains_of_equalities_congruences_and_approximations(string left, string right, bool expected) =>
        AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"3 > x \ge 1", "[1,3)", true)]
    [InlineData("1 < x > 0", "x > 1", false)]
    [InlineData("1<2x<3", "3>2x>1", true)]
    [InlineData("1<2x<3", @"1<2x\le 3", false)]
    [InlineData("1<2x<3", "1<x<3", false)]
    [InlineData("1<x<3", "1<y<3", false)]
    [InlineData(@"1\le x<3", "(1,3]", false)]
    [InlineData(@"1\le x<3", "[1,3)", true)]
    [InlineData("f(x)<3", "f(x)>3", false)]
    [InlineData("3<f(x)", "f(x)>3", true)]
    [InlineData("f(x) < 3", "g(x) < 3", false)]
    [InlineData("x<y", "y>x", true)]
    [InlineData("x<y", "x>y", false)]
    [InlineData("a<3", "b<3", false)]
    [InlineData(@"-2x \le 4", @"x\ge -2", true)]
    [InlineData(@"-2x \le 4", "x > -2", false)]
    [InlineData(@"\sqrt{x}<2", @"\sqrt{x}<3", false)]
    [InlineData(@"\sqrt{x}<2", @"\sqrt{x}<2", true)]
    [InlineData("x^2-y>0", "y-x^2<0", true)]
    [InlineData("x^2-y>0", "y-x^2>0", false)]
    [InlineData("0<a<b<1", "1>b>a>0", true)]
    [InlineData("0<a<b<1", "0<b<a<1", false)]
    [InlineData("0<a<b<1", @"0<a<b\le 1", false)]
    public void Inequalities(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData("x>1, y<3", "y<3, x>1", true)]
    [InlineData("x>1, y<3", "x>1, x<3", false)]
    [InlineData("x<1, x>3", "x<1, y>3", false)]
    [InlineData("x>1, 1<2y<3", "1<2y<3, x>1", true)]
    [InlineData("x>1, 1<2y<3", "x>1", false)]
    [InlineData("x<1, x>3", "x>3, x<1", true)]
    [InlineData("x<1, x=3", "x<1, x=4", false)]
    [InlineData(@"A \cup \{1\}", @"\{1\} \cup A", true)]
    [InlineData(@"A \cup \{1\}", @"\{1\}", false)]
    [InlineData(@"A\cup\{1,2\}", @"A\cup\{1\}", false)]
    [InlineData(@"A \cup (1,2)", @"(1,2) \cup A", true)]
    [InlineData(@"A \cup (1,2)", @"A \cup (1,3)", false)]
    [InlineData(@"A\cap(1,2)", @"A\cup(1,2)", false)]
    [InlineData(@"(A \cup B)\cap C", @"A\cup(B\cap C)", false)]
    [InlineData(@"A\setminus(B\setminus C)", @"(A\setminus B)\setminus C", false)]
    [InlineData("x=1, 2", "1, 2", true)]
    [InlineData(@"-3\text{ cm}", @"-3\text{ m}", false)]
    [InlineData(@"-3\text{ cm}", @"-30\text{ mm}", true)]
    [InlineData(@"\begin{pmatrix}1&2&3\\4&5&6\end{pmatrix}", @"\begin{pmatrix}1&2\\3&4\\5&6\end{pmatrix}", false)]
    [InlineData(@"\begin{pmatrix}1&2\\3\end{pmatrix}", @"\begin{pmatrix}1&2\\3\end{pmatrix}", true)]
    [InlineData(@"\begin{pmatrix}1&2\\3\end{pmatrix}", @"\begin{pmatrix}1&2&3\end{pmatrix}", false)]
    [InlineData(@"\begin{pmatrix}1&2\\3\end{pmatrix}", @"\begin{pmatrix}1&2\\3&0\end{pmatrix}", false)]
    [InlineData(@"\begin{pmatrix}\end{pmatrix}", "0", false)]
    [InlineData(@"2x\text{ cm}", @"2x\text{ cm}", true)]
    [InlineData(@"2x\text{ cm}", @"3x\text{ cm}", false)]
    [InlineData(@"2x\text{ units}", "2x", true)]
    [InlineData(@"2x\text{ cm or }3\text{ cm}", "2x, 3", true)]
    public void Lists_unions_matrices_and_units(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    private static void AssertVerdict(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
        Assert.Equal([0, expected ? 0 : 1], equivalence.Cluster([left, right]));
    }
}
