using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Statements about names: what they give a value to, what they exclude, what they range over.</summary>
public sealed class AnswerStatementTests
{
    [Theory]
    [InlineData("x+y=12", "12", true)]
    [InlineData("x+y=5", "x+z=5", false)]
    [InlineData("x+y=5", "y+x=5", true)]
    [InlineData("x+y=5", "y=5-x", true)]
    [InlineData("x+y=5", "2x+2y=10", true)]
    [InlineData("x+y=5", "6", false)]
    [InlineData("y-x=-3", "x-y=3", true)]
    [InlineData("z=x+y", "x+y=z", true)]
    [InlineData(@"\sin A = \frac{1}{2}", "0.5", true)]
    [InlineData(@"\sin A = \frac{1}{2}", @"\cos A=\frac12", false)]
    [InlineData(@"\frac{1}{2}=\sin A", "0.5", true)]
    [InlineData(@"\lfloor x\rfloor = 3", "3", true)]
    [InlineData(@"\lfloor x\rfloor = 3", "x=3", false)]
    [InlineData("x^2+y^2=25", "25", false)]
    [InlineData("x+x=4", "x=2", true)]
    [InlineData("-x=5", "x=-5", true)]
    [InlineData("f(2)+f(3)=12", "12", true)]
    [InlineData(@"P(X > 2) = \frac12", "0.5", true)]
    [InlineData(@"P(X > 2) = \frac12", @"P(X > 3) = \frac12", false)]
    [InlineData(@"P(A|B) = \frac{1}{2}", "0.5", true)]
    [InlineData(@"P(A\mid B)=0.5", @"P(A|B)=\frac12", true)]
    [InlineData(@"P(A|B) = \frac{1}{2}", @"P(B|A)=\frac12", false)]
    [InlineData("x=3, x=-2", "x_1=3, x_2=-2", true)]
    [InlineData("x_1=3, x_2=-2", "x_1=-2, x_2=3", false)]
    [InlineData("x=0.5", "y=0.5", false)]
    [InlineData("x=0.3333333", "y=1/3", false)]
    [InlineData("x=0.3333333", "x=1/3", true)]
    public void Sums_and_functions_of_names_are_named_like_letters(string left, string right, bool expected) =>
        AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"x \ne 2, 3", @"\mathbb{R}\setminus\{2,3\}", true)]
    [InlineData(@"x \ne 2", @"x \ne 2, 3", false)]
    [InlineData(@"x \neq 2 \text{ and } x \neq 3", @"(-\infty,2)\cup(2,3)\cup(3,\infty)", true)]
    [InlineData(@"x \ne \pm 2", @"x \neq 2, -2", true)]
    [InlineData(@"x > 1, x \neq 3", @"(1,3)\cup(3,\infty)", true)]
    [InlineData(@"x > 1 \text{ and } x \neq 3", "x>1", false)]
    [InlineData(@"x \ne 2, y \ne 3", @"x\ne 2, x \ne 3", false)]
    [InlineData("x>1, 5", "x>1", false)]
    [InlineData(@"x>1 \land x<2", "(1,2)", true)]
    public void Exclusions_intersect(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"(-\infty,1), (2,\infty)", @"(-\infty,1)\cup(2,\infty)", true)]
    [InlineData(@"(-\infty,1) \text{ or } (2,\infty)", @"(-\infty,1)\cup(3,\infty)", false)]
    [InlineData("(1,2), (3,4)", @"(1,2)\cup(3,4)", false)]
    [InlineData(@"(-\infty,1)U(2,\infty)", @"(-\infty,1)\bigcup(2,\infty)", true)]
    [InlineData("U(x)", "U x", true)]
    public void Unbounded_intervals_in_a_list_may_be_a_union(string left, string right, bool expected) =>
        AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"x = k\pi, k\in\mathbb{Z}", @"x=k\pi", true)]
    [InlineData(@"x = k\pi, k\in\mathbb{Z}", @"x=n\pi, n \in \mathbb{Z}", true)]
    [InlineData(@"x = k\pi, k\in\mathbb{Z}", @"x=2n\pi, n \in \mathbb{Z}", false)]
    [InlineData(@"x = k\pi, k\in\mathbb{Z}", @"x=k\pi, k\in\mathbb{N}", false)]
    [InlineData(@"x = k\pi \ (k\in Z)", @"n\pi, n \text{ is an integer}", true)]
    [InlineData(@"x = n\pi \text{ where } n \text{ is an integer}", @"x = k\pi, k\in\mathbb{Z}", true)]
    [InlineData(
        @"x=\frac{\pi}{6}+2k\pi, x=\frac{5\pi}{6}+2k\pi, k\in\mathbb{Z}",
        @"x=\frac{5\pi}{6}+2n\pi, \frac{\pi}{6}+2n\pi, n\in\mathbb{Z}",
        true
    )]
    [InlineData(@"x > 3, y\in\mathbb{Z}", "x>3", false)]
    [InlineData(@"a \in \mathbb{R}", @"\mathbb{R}", true)]
    public void Parameters_run_through_sets(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"\begin{cases} x+y=3 \\ x-y=1 \end{cases}", "x-y=1, x+y=3", true)]
    [InlineData(@"\begin{cases} x+y=3 \\ x-y=1 \end{cases}", "x+y=3, x-y=2", false)]
    [InlineData(@"\begin{cases} x=1 \end{cases}", "1", true)]
    [InlineData(@"\begin{aligned} x&=1\\ y&=2 \end{aligned}", "x=1,y=2", true)]
    [InlineData(@"\begin{aligned} x&=1\\ y&=2 \end{aligned}", "x=2,y=1", false)]
    [InlineData(@"\left\{\begin{array}{l} x=1 \\ y=2 \end{array}\right.", "x=1,y=2", true)]
    [InlineData(
        @"\begin{cases} 2x & \text{if } x>0 \\ -x & \text{if } x\le 0\end{cases}",
        @"\begin{cases} -x \text{ for } x\le 0 \\ 2x \text{ for } x>0 \end{cases}",
        true
    )]
    [InlineData(
        @"\begin{cases} 2x & \text{if } x>0 \\ -x & \text{if } x\le 0\end{cases}",
        @"\begin{cases} -x, & x>0 \\ 2x, & x\le 0 \end{cases}",
        false
    )]
    [InlineData(@"\begin{pmatrix}1\\2\\3\end{pmatrix}", "(1,2,3)", true)]
    [InlineData(@"\begin{pmatrix}1\\2\end{pmatrix}", "(2,1)", false)]
    [InlineData(@"\begin{pmatrix}1&2\end{pmatrix}", "(1,2)", false)]
    [InlineData(@"\begin{pmatrix}1\\2\end{pmatrix}", @"\{1,2\}", false)]
    public void Systems_cases_and_columns(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    private static void AssertVerdict(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
        Assert.Equal([0, expected ? 0 : 1], equivalence.Cluster([left, right]));
    }
}
