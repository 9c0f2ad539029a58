using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>
/// Pairs beside the verdict table, chosen where a change of the rules went unnoticed: order, bounds, names, operations with symbols.
/// </summary>
public sealed class AnswerShapeTests
{
    [Theory]
    [InlineData(@"A \cup B", @"B \cup A", true)]
    [InlineData(@"A \cup B", @"A \cap B", false)]
    [InlineData(@"A \cup B \cup C", @"C \cup (A \cup B)", true)]
    [InlineData(@"A \setminus B", @"B \setminus A", false)]
    [InlineData(@"A \setminus B", @"A \cap B", false)]
    [InlineData(@"\{1,2\} \cup \{2,3\}", @"\{1,2,3\}", true)]
    [InlineData(@"\{1,2\} \cup \{2,3\}", @"\{1,2\}", false)]
    [InlineData(@"A \cap B \cap C", @"C \cap B \cap A", true)]
    [InlineData("12:60", "12:6", false)]
    [InlineData("12:30", "1:2", false)]
    [InlineData(@"x \equiv 3 \pmod{5}", @"x \equiv 3 \pmod{7}", false)]
    [InlineData("x = y = 5", "5", true)]
    [InlineData("x=2, y=3", "y=3, x=2", true)]
    [InlineData("x=2, y=3", "x=3, y=2", false)]
    [InlineData("x=1, x=2", "1, 2", true)]
    [InlineData("x=1, x=2", "2", false)]
    [InlineData("a<x<b", "b>x>a", true)]
    [InlineData("a<x<b", @"a<x\le b", false)]
    [InlineData("1<x<3", "3>x>1", true)]
    [InlineData("1<x<3", "(1,3)", true)]
    [InlineData("x<1<y", "y>1>x", true)]
    [InlineData("2x+4>0", "x>-2", true)]
    [InlineData("2x+4>0", "x<-2", false)]
    [InlineData("-2x+4>0", "x<2", true)]
    [InlineData("x^2+y^2<1", @"x^2+y^2\le 1", false)]
    [InlineData("x^2+y^2<1", "1>x^2+y^2", true)]
    [InlineData("x^2+y^2<1", "2x^2+2y^2<2", true)]
    [InlineData("x^2-y<1", "y-x^2>-1", true)]
    [InlineData("x^2+y^2=1", "2x^2+2y^2=2", true)]
    [InlineData("x^2+y^2=1", "x^2-y^2=1", false)]
    [InlineData("x^2+y^2=1", "1=y^2+x^2", true)]
    [InlineData("xy=0", "x+y=0", false)]
    [InlineData("y=2x+1", "y-2x-1=0", true)]
    [InlineData("3=x", "x=3", true)]
    [InlineData("2x+3=7", "x=2", true)]
    [InlineData("2x+3=7", "x=3", false)]
    [InlineData("2x=2x", "x=1", false)]
    [InlineData(@"x \ne 3", @"x \ne 4", false)]
    [InlineData("North-East", "north east", false)]
    [InlineData("1.5.2", "152", false)]
    [InlineData("hello!", "hello", false)]
    [InlineData("P(x)", "Q(x)", false)]
    [InlineData(@"(1,2] \cup [2,3)", "(1,3)", true)]
    [InlineData(@"(1,2) \cup (2,3)", "(1,3)", false)]
    [InlineData(@"(1,2) \cup \{2\} \cup (2,3)", "(1,3)", true)]
    [InlineData(@"(-\infty,1) \cup (1,\infty)", @"x \ne 1", true)]
    [InlineData(@"(1,3) \cap (2,4)", "(2,3)", true)]
    [InlineData(@"(1,3) \setminus [2,3)", "(1,2)", true)]
    [InlineData(@"(3,4) \cup (1,2)", @"(1,2) \cup (3,4)", true)]
    [InlineData(@"[1,2) \cup (3,4]", @"[1,2] \cup (3,4]", false)]
    [InlineData(@"(-\infty, 0] \cup [1, \infty)", @"(-\infty, 0) \cup [1, \infty)", false)]
    [InlineData(@"\text{E}", "E", true)]
    [InlineData(@"\text{AB}", "A", false)]
    [InlineData("f(x)=x^2", "x^2", true)]
    [InlineData("f(x)=x^2", "f(y)=y^2", true)]
    [InlineData("f(x)=x^2", "g(x)=x^2", false)]
    [InlineData(@"10 \text{ or } 20", "20, 10", true)]
    [InlineData(@"\pm 2", "2, -2", true)]
    [InlineData(@"1 \pm \sqrt{2}", @"1+\sqrt 2, 1-\sqrt 2", true)]
    [InlineData(@"1 \pm \sqrt{2}", @"1+\sqrt 2", false)]
    [InlineData(@"(\pm 1, 2)", "(1,2),(-1,2)", true)]
    [InlineData(@"a \pm b \mp c", "a+b-c, a-b+c", true)]
    [InlineData("5 cm, 6 cm", "5, 6", true)]
    [InlineData(@"\begin{pmatrix}1&2\\3&4\end{pmatrix}", @"\begin{pmatrix}1&3\\2&4\end{pmatrix}", false)]
    [InlineData(@"\begin{pmatrix}1&2\\3&4\end{pmatrix}^T", @"\begin{pmatrix}1&3\\2&4\end{pmatrix}", true)]
    [InlineData(@"\begin{pmatrix}1\\2\end{pmatrix}", @"\begin{pmatrix}1&2\end{pmatrix}", false)]
    public void Pairs_have_their_verdict_in_both_directions(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
        Assert.Equal([0, expected ? 0 : 1], equivalence.Cluster([left, right]));
    }

    [Theory]
    [InlineData("the answer is b", "B", true, true)]
    [InlineData("the answer is b", "B", false, false)]
    [InlineData("A or B? The answer: C", "C", true, true)]
    [InlineData("A, then C", "A", true, true)] // without a phrase, the first that stands alone
    [InlineData("Bad", "B", true, false)]
    public void Choices_are_found_behind_a_phrase_or_alone(string response, string gold, bool ignoresCase, bool expected)
    {
        AnswerPair pair = new()
        {
            Id = "1",
            Gold = gold,
            Candidate = response,
            Extraction = "string",
            Choices = ["A", "B", "C"],
            IgnoresCase = ignoresCase,
        };

        Assert.Equal(expected, pair.Judge().AreEqual);
    }

    [Theory]
    [InlineData("Bad", "no choice was named")]
    [InlineData("the answer is A", "different choices")]
    [InlineData("the answer is B", "same choice")]
    public void Verdicts_on_choices_say_why(string response, string why) =>
        Assert.Equal(
            why,
            new AnswerPair
            {
                Id = "1",
                Gold = "B",
                Candidate = response,
                Extraction = "string",
                Choices = ["A", "B"],
            }
                .Judge()
                .Why
        );

    [Theory]
    [InlineData(null, "1", "the first has no answer")]
    [InlineData("1", null, "the second has no answer")]
    [InlineData("1", " ", "the second has no answer")]
    public void Nothing_equals_a_missing_answer(string? left, string? right, string why) =>
        Assert.Equal(
            (false, why),
            (new CanonicalEquivalence().Judge(left, right).AreEqual, new CanonicalEquivalence().Judge(left, right).Why)
        );

    [Fact]
    public void A_name_learned_from_a_later_member_holds_for_the_cluster() =>
        Assert.Equal([0, 0, 1, 0], new CanonicalEquivalence().Cluster(["5", "x=5", "y=5", "5"]));

    [Fact]
    public void Long_answers_are_compared_as_text()
    {
        string longest = new('1', 3_000);

        Assert.True(new CanonicalEquivalence().AreEqual(longest + "1", longest + "1"));
        Assert.False(new CanonicalEquivalence().AreEqual(longest + "1", longest + "2"));
    }
}
