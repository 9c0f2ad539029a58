using System.Text.Json.Nodes;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>
/// Responses in the formats that the prompts of MMLU-Pro, GAOKAO-Bench and AGIEval ask for, and what models make of them; written for this
/// test (tests/golden/choice-responses.jsonl). What is no choice must not be read as one.
/// </summary>
public sealed class ChoiceResponseTests
{
    [Fact]
    public void Of_three_hundred_responses_ninety_seven_in_a_hundred_are_read()
    {
        JsonNode[] rows =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "tests", "golden", "choice-responses.jsonl"))
                .Select(line => JsonNode.Parse(line)!),
        ];

        string[] missed =
        [
            .. rows.Where(row => Choice((string)row["response"]!) != (string)row["expected"]!).Select(row => row.ToJsonString()),
        ];

        Assert.Equal(300, rows.Length);
        Assert.True(missed.Length <= 9, string.Join('\n', missed));
    }

    [Theory]
    [InlineData("A dog is an animal.")]
    [InlineData("I think it is a good idea.")]
    [InlineData("The answer is a matter of taste.")]
    [InlineData("The answer I got is 5.")]
    [InlineData("It depends on the answer I got.")]
    [InlineData("The answer is 5.")]
    [InlineData("The answer is E = mc^2.")]
    [InlineData("E = mc^2")]
    [InlineData("The answer is CO2.")]
    [InlineData("The answer is B-cells.")]
    [InlineData("The answer is C++.")]
    [InlineData("Answer: Berlin")]
    [InlineData("Vitamin C is important.")]
    [InlineData("Hepatitis B")]
    [InlineData("Group A is larger.")]
    [InlineData("The correct answer is not A.")]
    [InlineData("The answer is A and B.")]
    [InlineData("The answer is A or B.")]
    [InlineData("答案不是C")]
    [InlineData("We conclude that A is a subset of B.")]
    [InlineData("(I) and (II) hold.")]
    [InlineData("It matches E. coli.")]
    [InlineData("A. twelve\nB. thirteen\nC. fourteen\nD. fifteen")]
    [InlineData(@"\boxed{12}")]
    [InlineData(@"\boxed{A, C}")]
    [InlineData("Dear Sir, I am not sure.")]
    public void What_is_no_choice_is_read_as_none(string response) => Assert.Null(Choice(response));

    [Theory]
    [InlineData("Option A is wrong. Option C is right.", "C")]
    [InlineData("Option D is wrong, so option B.", "B")]
    [InlineData("A. twelve\nB. thirteen\nC. fourteen\nD. fifteen\n\nC. fourteen", "C")]
    [InlineData("C. twelve\n\nBecause 3 times 4 is 12.", "C")]
    [InlineData("The answer is Ｃ。", "C")]
    [InlineData("选项B是正确的，A不正确。", "B")]
    [InlineData(@"\boxed{\textbf{(C)}\ 12}", "C")]
    [InlineData(@"\boxed{（C）}", "C")]
    [InlineData(@"\fbox{C}", "C")]
    [InlineData("<think>Is the answer A?</think> The answer is B.", "B")]
    public void The_choice_is_told_from_what_stands_around_it(string response, string expected) => Assert.Equal(expected, Choice(response));

    private static string? Choice(string response) => AnswerExtraction.Extract(response, ExtractionPolicy.Choice);
}
