using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>A later box corrects an earlier one, unless the sentence joins them; labels and placeholders are no answers.</summary>
public sealed class BoxedAnswerTests
{
    [Theory]
    [InlineData(@"Thus \boxed{3}. Wait, \boxed{5}.")]
    [InlineData(@"\boxed{3} is wrong, so \boxed{5}")]
    [InlineData(@"\boxed{3}, no, \boxed{5}")]
    [InlineData(@"\boxed{3}; actually \boxed{5}")]
    [InlineData(@"\boxed{3} or rather \boxed{5}")]
    [InlineData(@"Is it \boxed{3} or \boxed{5}? It is 5, so \boxed{5}.")]
    [InlineData("\\boxed{3}\n\n\\boxed{5}")]
    [InlineData(@"\boxed{3}. \boxed{5}")]
    [InlineData(@"\boxed{3}，不对，应为\boxed{5}")]
    [InlineData(@"I will write it as \boxed{answer}: \boxed{5}")]
    [InlineData(@"Put it in \boxed{}. So \boxed{5}")]
    [InlineData(@"\boxed{5}. I used \boxed{your answer}.")]
    [InlineData(@"\boxed{5}, as it should be in \boxed{...}")]
    public void A_later_box_corrects_an_earlier_one(string response) => Assert.Equal("5", Boxed(response));

    [Theory]
    [InlineData(@"\boxed{2}, \boxed{3}")]
    [InlineData(@"\boxed{2}\boxed{3}")]
    [InlineData(@"\boxed{2} ++++++ \boxed{3}")]
    [InlineData(@"$x = \boxed{2}$ or $x = \boxed{3}$")]
    [InlineData(@"$\boxed{2} \quad \text{and} \quad \boxed{3}$")]
    [InlineData(@"\boxed{2} apples and \boxed{3} oranges")]
    [InlineData(@"$x_1=\boxed{2}$；$x_2=\boxed{3}$")]
    [InlineData(@"\boxed{2}或\boxed{3}")]
    [InlineData(@"\boxed{2} y \boxed{3}")]
    [InlineData("$\\boxed{2}$,\n$\\boxed{3}$")]
    public void Boxes_that_a_sentence_joins_are_one_answer(string response) => Assert.Equal("2, 3", Boxed(response));

    [Theory]
    [InlineData(@"\boxed{Answer: 5}", "5")]
    [InlineData(@"\boxed{\text{Answer: } 5}", "5")]
    [InlineData(@"\boxed{\text{Answer}: 5}", "5")]
    [InlineData(@"\boxed{\text{Answer } 5}", "5")]
    [InlineData(@"\boxed{\textbf{Final answer:} \frac12}", @"\frac12")]
    [InlineData(@"\boxed{The final answer is 5.}", "5")]
    [InlineData(@"\boxed{\text{The answer is 5}}", "5")]
    [InlineData(@"\boxed{\text{Total: } 5}", "5")]
    [InlineData(@"\boxed{Total = 5}", "5")]
    [InlineData(@"\boxed{答案：5}", "5")]
    [InlineData(@"\boxed{\text{Area: } 5}", @"\text{Area} = 5")]
    [InlineData(@"\boxed{Number of ways: 12}", @"\text{Number of ways} = 12")]
    [InlineData(@"\boxed{\text{Minimum: } 3, \text{ Maximum: } 5}", @"\text{Minimum: } 3, \text{ Maximum: } 5")]
    [InlineData(@"\boxed{\text{Yes: } 5}", @"\text{Yes: } 5")]
    [InlineData(@"\boxed{\text{no solution}}", @"\text{no solution}")]
    [InlineData(@"\boxed{\text{Solution set: } \{1, 2\}}", @"\text{Solution set: } \{1, 2\}")]
    [InlineData(@"\boxed{a:b = 3:4}", "a:b = 3:4")]
    [InlineData(@"\boxed{\text{Answers vary}}", @"\text{Answers vary}")]
    [InlineData(@"\framebox{5}", "5")]
    [InlineData(@"\boxed{\boxed{5}}", "5")]
    [InlineData(@"\boxed{?}", null)]
    public void A_label_is_no_part_of_an_answer(string response, string? expected) => Assert.Equal(expected, Boxed(response));

    [Theory]
    [InlineData("5", @"\boxed{\text{Minimum: } 5}", true)]
    [InlineData(@"\boxed{\text{Maximum: } 5}", @"\boxed{\text{Minimum: } 5}", false)]
    public void A_label_that_says_more_is_the_name_of_a_value(string gold, string pred, bool areEqual) =>
        Assert.Equal(
            areEqual,
            new AnswerPair
            {
                Id = "",
                Gold = gold,
                Candidate = pred,
                Extraction = "boxed",
            }
                .Judge(TestContext.Current.CancellationToken)
                .AreEqual
        );

    private static string? Boxed(string response) => AnswerExtraction.Extract(response, ExtractionPolicy.Boxed);
}
