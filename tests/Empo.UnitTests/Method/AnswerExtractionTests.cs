using CsCheck;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method;

public sealed class AnswerExtractionTests
{
    [Theory]
    [InlineData(@"so \boxed{1}, no, \boxed{\frac{1}{2}}.", @"\frac{1}{2}")]
    [InlineData(@"\boxed{\{1,2\}}", @"\{1,2\}")]
    [InlineData(@"\boxed{\left\{ x \right.}", @"\left\{ x \right.")]
    [InlineData(@"\boxed {5}", "5")]
    [InlineData(@"\fbox{7}", "7")]
    [InlineData(@"\boxed{3} then \fbox{7}", "3")]
    [InlineData(@"\boxed{3} and \boxed{4", null)]
    [InlineData(@"\boxed{}", null)]
    [InlineData(@"\boxed 5", null)]
    [InlineData(@"\boxed", null)]
    [InlineData("the answer is 5", null)]
    [InlineData("", null)]
    public void The_last_box_is_the_answer(string response, string? expected) =>
        Assert.Equal(expected, AnswerExtraction.Extract(response, ExtractionPolicy.Boxed));

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.OneOfConst(@"\boxed", "{", "}", @"\", "a", " ", @"\fbox").Array[0, 12].Select(string.Concat).Sample(text =>
            Assert.True(AnswerExtraction.Extract(text, ExtractionPolicy.Boxed) is null or { Length: > 0 }));
}
