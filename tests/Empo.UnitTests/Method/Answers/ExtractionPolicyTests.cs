using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

public sealed class ExtractionPolicyTests
{
    [Theory]
    [InlineData(@"The answer is \boxed{5", null)]
    [InlineData(@"\boxed{5} and so the answer is \fbox{6}", "5")]
    [InlineData(@"Put it into \boxed{}. The answer is 6", "6")] // an empty box was not cut off
    [InlineData("The answer is 6", "6")]
    public void A_response_that_was_cut_off_within_its_box_has_no_answer_behind_a_phrase(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.BoxedOrPhrase));

    [Theory]
    [InlineData(@"\boxed{3}. The final answer is $4$. I hope it is correct.", "$4$.")]
    [InlineData(@"The final answer is $4$. I hope it is correct. \boxed{3}", "3")]
    [InlineData(@"The final answer is unknown to us. I hope it is correct. \boxed{3}", "3")]
    [InlineData("Answer: $3$. The answer is $4$.", "$3$")] // the stronger phrase, although it stands before
    [InlineData("The final answer is $5$. Answer: $6$", "$5$")]
    [InlineData("The answer is 5 or so for us all today", "5")]
    [InlineData("The answer is one 5", "5")]
    public void Of_several_places_the_strongest_counts(string response, string expected)
    {
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.Any));
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.BoxedOrPhrase));
    }

    [Theory]
    [InlineData(@"\frac{1}{2} + x", @"\frac{1}{2} + x")]
    [InlineData(@"take \frac{1}{2} of them", null)]
    [InlineData("17", null)]
    public void LaTeX_without_delimiters_is_an_answer_where_no_prose_surrounds_it(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.AnyLatex));

    [Theory]
    [InlineData("5 percent", "5 percent")]
    [InlineData("2 theta", "2 theta")]
    [InlineData("sqrt 2", "sqrt 2")]
    [InlineData("infinity", "infinity")]
    [InlineData("5 sheep", "5 sheep")]
    public void Some_words_are_no_prose(string response, string expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.Any));

    [Theory]
    [InlineData("So $x = 5$.", "$x = 5$")]
    [InlineData("It is $5$.", "$5$")]
    [InlineData("5 cm", "5 cm")]
    public void Short_words_are_prose_too_unless_they_are_units(string response, string expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.Any));

    [Theory]
    [InlineData(@"\boxed{1} and \boxed{2}", "1, 2")]
    [InlineData(@"\boxed{1}, \boxed{2}, \boxed{2}", "1, 2")]
    [InlineData(@"\boxed{1} no no no no no \boxed{2}", "2")]
    [InlineData(@"first \boxed{1}; after long work that changes everything I said before and all I thought about it \boxed{2}", "2")]
    [InlineData(@"\fbox{3}", "3")]
    [InlineData(@"the answer is 5", null)]
    [InlineData(@"\boxed{5", null)]
    [InlineData(@"so $\boxed{28}$ percent", "28 percent")]
    [InlineData(@"so \boxed {5}", "5")]
    [InlineData(@"so \boxed5", null)]
    [InlineData(@"so \boxed", null)]
    [InlineData(@"so \boxed{\{1\}}", @"\{1\}")]
    [InlineData(@"so \boxed{x > \}}", @"x > \}")]
    [InlineData(@"\boxed{1} \boxed{2 \boxed{3}", "3")]
    public void Boxed_takes_the_last_box_and_those_joined_to_it(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.Boxed));

    [Theory]
    [InlineData("We check that 2+2=4.\nAnswer: $52_8$", "$52_8$")]
    [InlineData("The answer is 14/3.", "14/3")]
    [InlineData("The final answer is $12$. I hope it is correct.", "$12$.")]
    [InlineData("The answer is A.", "A")]
    [InlineData("The answer is 3. No: the answer is 5.", "5")] // of one phrase the last
    [InlineData("The answer is $3$. Then $4$ and $5$ follow.", "$3$")]
    [InlineData("The answer is $x. y$. Then $5$.", "$x. y$")] // a stop inside a formula ends no sentence
    [InlineData("The answer is 5 cm and theta", "5 cm and theta")]
    [InlineData("The answer is hard to find for all of us", null)]
    [InlineData("The answer is not known", "not known")]
    [InlineData("The answer is the value $28$ percent", "$28$ percent")]
    [InlineData(@"I had \boxed{3}.", "3")]
    [InlineData("2 + 2 = 4", null)]
    [InlineData(@"\boxed{5", null)]
    public void A_phrase_counts_where_there_is_no_box(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.BoxedOrPhrase));

    [Theory]
    [InlineData("2 + 2 = 4", "2 + 2 = 4")]
    [InlineData("They are $1$, $2$ and $3$.", "$1$, $2$, $3$")]
    [InlineData("I count 17 of them", "17")]
    [InlineData("We get $1$, in the other case that was left out above, $2$", "$2$")]
    [InlineData(@"it costs \$5 and $x$ is $3$", "$3$")]
    [InlineData(@"The result is \boxed{\frac{1}{2}", @"\frac{1}{2}")]
    [InlineData("Nothing here at all", null)]
    public void Anything_goes_as_a_last_resort(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.Any));

    [Theory]
    [InlineData("so the number is 10 which is 1,000.99m²", "1,000.99")]
    [InlineData("2,74 $ a", "2.74")]
    [InlineData("1 000", "1000")]
    [InlineData("AZYUK2A", null)]
    public void Plain_numbers_may_have_decimal_commas(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.AnyNumber));

    [Theory]
    [InlineData("Answer \\[ 9 \\]", true)]
    [InlineData("Answer $$ \n 9 \n $$", true)]
    [InlineData("Answer $ \n 9 \n $", false)]
    [InlineData("Answer 9", false)]
    public void Inline_formulas_end_at_the_line(string response, bool isFound) =>
        Assert.Equal(isFound, AnswerExtraction.Extract(response, ExtractionPolicy.AnyLatex) is not null);
}
