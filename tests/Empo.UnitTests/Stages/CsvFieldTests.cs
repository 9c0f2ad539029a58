using Empo.Stages.Review;

namespace Empo.UnitTests.Stages;

public sealed class CsvFieldTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("12", "12")]
    [InlineData("-12", "-12")]
    [InlineData("+0.5", "+0.5")]
    [InlineData("-1e-5", "-1e-5")]
    [InlineData("a-b = c", "a-b = c")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("-x", "'-x")]
    [InlineData("-", "'-")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("-Infinity", "'-Infinity")]
    [InlineData("-1\n=2", "\"'-1\n=2\"")]
    [InlineData("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    public void A_field_is_text_or_a_number_and_never_a_formula(string text, string field) => Assert.Equal(field, CsvField.Of(text));
}
