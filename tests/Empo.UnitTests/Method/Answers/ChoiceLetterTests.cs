using Empo.Experiments.Settings.Sections;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

public sealed class ChoiceLetterTests
{
    [Theory]
    [InlineData(@"so \boxed{C}", "C")]
    [InlineData(@"so \boxed{\text{(C)}}", "C")]
    [InlineData(@"so \boxed{\mathbf{c}}", "C")]
    [InlineData(@"so \boxed{C) 12 metres}", "C")]
    [InlineData(@"so \boxed{Option D: heat}", "D")]
    [InlineData(@"The answer is (B). Wait: \boxed{J}", "J")]
    [InlineData(@"so \boxed{12}", null)]
    [InlineData(@"so \boxed{K}", null)]
    [InlineData(@"so \boxed{Carbon}", null)]
    [InlineData(@"The answer is (B), and \boxed{C", null)]
    [InlineData("The answer is (E).", "E")]
    [InlineData("The answer is E because heat rises.", "E")]
    [InlineData("The answer is A because heat rises.", "A")]
    [InlineData("The answer is a matter of taste.", null)]
    [InlineData("Final Answer: **G**", "G")]
    [InlineData("The correct answer would be option F.", "F")]
    [InlineData(@"The answer is $\text{(H)}$.", "H")]
    [InlineData("The answer is (A). No, the answer is (B).", "B")]
    [InlineData("(A) is too small, (B) too large; so I settle on (D)", "D")]
    [InlineData("Heat rises.\n\nC", "C")]
    [InlineData("I am not sure", null)]
    [InlineData("", null)]
    public void The_option_that_a_response_settles_on(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, Score.Extraction.Parse("choice")));
}
