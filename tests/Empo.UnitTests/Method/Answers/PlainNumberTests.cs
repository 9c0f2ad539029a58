using CsCheck;
using Empo.Method.Answers.Meanings;

namespace Empo.UnitTests.Method.Answers;

/// <summary>The short way for plain numbers gives what the reader gives.</summary>
public sealed class PlainNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("007")]
    [InlineData("-12")]
    [InlineData("3.50")]
    [InlineData("0.333333333")]
    [InlineData("-0.0")]
    [InlineData("123456789012345")]
    [InlineData("00.10")]
    public void A_plain_number_means_what_the_reader_says(string text) => AssertSame(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1,000")]
    [InlineData("--5")]
    [InlineData("5%")]
    [InlineData(" 5")]
    [InlineData("1e5")]
    [InlineData("1234567890123456")]
    [InlineData("٣")]
    public void Anything_else_is_left_to_the_reader(string text) => Assert.Null(PlainNumber.Read(text));

    [Fact]
    public void Any_digits_with_a_sign_and_a_point_mean_what_the_reader_says() =>
        Gen.Select(Gen.Bool, Gen.Char['0', '9'].Array[1, 9], Gen.Char['0', '9'].Array[0, 5])
            .Select(
                (negative, whole, part) => $"{(negative ? "-" : "")}{new string(whole)}{(part.Length > 0 ? "." : "")}{new string(part)}"
            )
            .Sample(AssertSame, iter: 3_000);

    private static void AssertSame(string text)
    {
        var (quick, whole) = (PlainNumber.Read(text)!, AnswerReader.ReadText(text)!);

        Assert.Equal(
            (
                whole.Form, whole.Value, whole.BaseValue, whole.Name, whole.Unit, whole.IsDecimal, whole.Collection, whole.Function,
                whole.Residue,
                whole.Family
            ),
            (
                quick.Form, quick.Value, quick.BaseValue, quick.Name, quick.Unit, quick.IsDecimal, quick.Collection, quick.Function,
                quick.Residue,
                quick.Family
            )
        );
        Assert.Equal(whole.OtherForms, quick.OtherForms);
        Assert.Equal(whole.PositiveNames, quick.PositiveNames);
        Assert.Equal(whole.Items.Count, quick.Items.Count);
    }
}
