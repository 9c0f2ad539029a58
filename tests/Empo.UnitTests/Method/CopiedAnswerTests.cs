using Empo.Method.Rewards;

namespace Empo.UnitTests.Method;

public sealed class CopiedAnswerTests
{
    private const string Question = "Is the sky blue today, or is it grey?";

    [Theory]
    [InlineData("the sky", true)]
    [InlineData("The Sky", true)]
    [InlineData("sky today grey", true)] // in the order of the question, with gaps: precision 1
    [InlineData("green", false)]
    [InlineData("blue the sky", false)] // precision 2/3
    [InlineData("sky blue today or green", false)] // precision 4/5 is not above 0.8
    [InlineData("sky blue today or it green", true)] // precision 5/6
    [InlineData("?!", true)] // no word: as the released code treats a failure of ROUGE
    public void Copied_is_what_overlaps_by_more_than_four_fifths(string answer, bool copied) =>
        Assert.Equal(copied, CopiedAnswer.IsCopied(answer, Question));

    [Theory]
    [InlineData("the sky", true)]
    [InlineData("green", false)]
    public void A_part_of_the_question_is_copied(string answer, bool copied) =>
        Assert.Equal(copied, CopiedAnswer.IsCopied(answer, "Is the sky blue today?"));

    [Theory]
    [InlineData("blue the sky", "is the sky blue", 2 / 3.0)]
    [InlineData("a b c d", "d c b a", 0.25)]
    [InlineData("3.5 km", "3 5 km", 1)]
    [InlineData("", "is the sky blue", 0)]
    public void Precision_is_the_longest_common_subsequence_over_the_words_of_the_answer(string answer, string question, double expected) =>
        Assert.Equal(expected, CopiedAnswer.RougePrecision(answer, question), 1e-12);
}
