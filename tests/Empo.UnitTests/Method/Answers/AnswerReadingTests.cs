using Empo.Method;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Pairs that a change of the reader went unnoticed by: functions and products, what is never closed, bars, separators, ratios.</summary>
public sealed class AnswerReadingTests
{
    [Theory]
    [InlineData("p(x)=x^2", "p(t)=t^2", true)] // a letter with arguments that is a whole side is a function …
    [InlineData("x^2=p(x)", "p(x)=x^2", true)]
    [InlineData("x^2=p(x)", "x^2", true)]
    [InlineData("p(x,y)=x+y", "x+y", true)]
    [InlineData("p(x)=x^2, q(x)=x", "q(x)=x, p(x)=x^2", true)]
    [InlineData("p(x)=x^2, q(x)=x", "p(x)=x, q(x)=x^2", false)]
    [InlineData("p(-1)=3", "3", true)]
    [InlineData("p(-1)=3", "-3", false)]
    [InlineData("p(2)=6", "6", true)]
    [InlineData("p(2)=6", "3", false)]
    [InlineData("6=p(2)", "6", true)]
    [InlineData("6=p(2)", "3", false)]
    [InlineData("a<p(2)<b", "b>p(2)>a", true)]
    [InlineData("x=1, p(2)=6", "x=1, p=3", false)]
    [InlineData("p(2)=6, x=1", "p=3, x=1", false)]
    [InlineData("2p(x)=4", "px=2", true)] // … and a factor elsewhere
    [InlineData("p(x+1)=3", "px+p=3", true)]
    [InlineData("p(x)+1=3", "px=2", true)]
    [InlineData("f_1(x)=x", "x", true)]
    [InlineData("f(x,y)", "f(y,x)", false)]
    [InlineData("f(x,y)=xy", "xy", true)]
    [InlineData("e_1", "e_{1}", true)]
    [InlineData("e_1", "e", false)]
    [InlineData("i_1", "i", false)]
    [InlineData(@"\text{3x}", "3x", true)]
    [InlineData(@"\text{x=5}", "5", true)]
    public void Functions_and_names(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"\lfloor 2.5", "2", false)]
    [InlineData(@"\lceil 2.5", "3", false)]
    [InlineData(@"\lvert -3", "3", false)]
    [InlineData("|-3", "3", false)]
    [InlineData(@"\sqrt[3{8}", "2", false)]
    [InlineData(@"\frac{1}{2", "1/2", false)]
    [InlineData("x^{2", "x^2", false)]
    [InlineData("x_{1", "x_1", false)]
    [InlineData("f(2", "f(2)", false)]
    [InlineData("(5]", "5", false)]
    [InlineData("[5]", "5", true)]
    [InlineData("2)", "2", false)]
    [InlineData(@"\begin{pmatrix}1&2", @"\begin{pmatrix}1&2\end{pmatrix}", false)]
    public void What_is_never_closed_is_no_formula(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData("|x||y|", "|xy|", true)]
    [InlineData("|x|(y)", "y|x|", true)]
    [InlineData("|x|(y)", "xy", false)]
    [InlineData("|x|+|y|-|x|", "|y|", true)]
    [InlineData(@"\lvert x\rvert y", "y|x|", true)]
    [InlineData(@"(|x|+1)|y|", "|xy|+|y|", true)]
    [InlineData(@"\frac{|x|}{|y|}", @"\left|\frac{x}{y}\right|", true)]
    [InlineData("|2|3|", "6", false)]
    public void Bars(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData("1,2;;3,4", "1,2; 3,4", true)]
    [InlineData("1,2; 3,4", "((1,2),(3,4))", true)]
    [InlineData(@"x=1 \lor x=2", "1,2", true)]
    [InlineData(@"x=1 \vee x=2", "2,1", true)]
    [InlineData("38:19", "2:1", false)] // a time of day
    [InlineData("12:50", "6:25", false)]
    [InlineData("10:19", "1:1.9", true)]
    [InlineData("20:61", "40:122", true)]
    [InlineData(@"2 \cdot +3", "6", true)]
    [InlineData("+5", "5", true)]
    [InlineData(@"30^{2}^{\circ}", "900", true)]
    [InlineData("10_{36}", "36", true)]
    [InlineData("10_{37}", "37", false)]
    public void Separators_ratios_and_signs(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"\{\}", @"\emptyset", true)]
    [InlineData(@"\{\}", @"\{0\}", false)]
    [InlineData(@"\{1\}, 2|x|", "1, |2x|", true)]
    [InlineData(@"\{x : |x|>2\}, |y||z|", @"\{x : |x|>2\}, |yz|", true)]
    [InlineData(@"\begin{array}{cc}1&2\\3&4\end{array}", @"\begin{pmatrix}1&2\\3&4\end{pmatrix}", true)]
    [InlineData(@"\begin{array}1&2\\3&4\end{array}", @"\begin{pmatrix}1&2\\3&4\end{pmatrix}", true)]
    [InlineData(@"\begin{pmatrix}{1}&2\end{pmatrix}", @"\begin{pmatrix}1&2\end{pmatrix}", true)]
    [InlineData(@"\begin{foo}1&2\end{foo}", @"\begin{pmatrix}1&2\end{pmatrix}", false)]
    [InlineData(@"\begin{pmatrix}1&2\\3\end{pmatrix}", @"\begin{pmatrix}1&2\\6/2\end{pmatrix}", false)]
    [InlineData(@"\begin{pmatrix}1&2\\\end{pmatrix}", @"\begin{pmatrix}1&2\end{pmatrix}", true)]
    [InlineData(@"\begin{cases}x+y=2\\x-y=0\end{cases}", @"\begin{cases}x-y=0\\x+y=2\end{cases}", true)]
    [InlineData(@"\sum_{k=1} k", @"\sum_{k=2} k", false)]
    [InlineData(@"\sum_{k=1} k", @"\sum_{k=1} k^2", false)]
    [InlineData(@"\sum_{k=1}(k+1)", @"\sum_{k=1}(1+k)", true)]
    [InlineData(@"\sum x", @"\sum y", false)]
    [InlineData(@"\sum (x+1)", @"\sum (1+x)", true)]
    [InlineData(@"\sum x", @"\prod x", false)]
    [InlineData(@"\sum_{k\in S} k", @"\sum_{k\in T} k", false)]
    [InlineData(@"\sum_{k=1}^{2} ik", "3i", true)]
    [InlineData(@"\sum_{i=1}^{2} (i+k)", "3+2k", true)]
    [InlineData(@"\sum_{\alpha=1}^{3}\alpha", "6", true)]
    [InlineData(@"\prod_{i=1}^{3} 2i", "48", true)]
    [InlineData(@"\int x+2xy\,dx", @"\int (x+2xy)\,dx", true)]
    [InlineData(@"\int x+2xyz\,dx", @"\int (x+2xyz)\,dx", true)]
    [InlineData(@"\int x+2xy\,dx", @"\int x+2x\,dx", false)]
    [InlineData(@"\int_0^1 x\,dx", @"\int_0^1 x\,dy", false)]
    [InlineData(@"\int_a^b f(x)\,dx", @"\int_b^a f(x)\,dx", false)]
    [InlineData(@"\sin^-1 1", @"\frac{\pi}{2}", true)]
    [InlineData(@"\sin^{2} x", @"(\sin x)^2", true)]
    [InlineData(@"\sin^{-2} x", @"\frac{1}{\sin^2 x}", true)]
    [InlineData(@"\log^2 x", @"(\log x)^2", true)]
    [InlineData(@"\log_2^2 8", "9", true)]
    [InlineData(@"\log_{10} 1000", "3", true)]
    [InlineData(@"\sin 2\pi x", @"\sin(2\pi x)", true)]
    [InlineData(@"\cos 2\theta", @"\cos(2\theta)", true)]
    [InlineData(@"\sin\cos x", @"\sin(\cos x)", true)]
    [InlineData(@"\sin x\cos y", @"\cos y\sin x", true)]
    [InlineData(@"\sin x (y)", @"y\sin x", true)]
    [InlineData(@"\ln 2x", @"\ln(2x)", true)]
    [InlineData(@"\ln x^2", @"\ln(x^2)", true)]
    [InlineData(@"\sin\{x\}", @"\sin x", true)]
    [InlineData(@"\operatorname{arctg} 1", @"\frac{\pi}{4}", true)]
    [InlineData(@"\tg x", @"\tan x", true)]
    [InlineData(@"\lim_{x\to 0} x", @"\lim_{x\to 1} x", false)]
    [InlineData(@"\{x\in\mathbb{R} \mid x>2\}", @"(2,\infty)", true)]
    [InlineData(@"\{x\in\mathbb{N} \mid x>2\}", @"(2,\infty)", false)]
    [InlineData(@"\{x\in R \mid x>2\}", @"(2,\infty)", true)]
    [InlineData(@"\{5\}", "5", true)]
    public void Sets_matrices_series_integrals_and_arguments(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    private static void AssertVerdict(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
    }
}
