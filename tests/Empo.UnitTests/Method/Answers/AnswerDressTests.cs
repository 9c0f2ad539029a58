using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>
/// What stands around a value without changing it: units, currencies, temperatures, times, colours; each with a pair that it must not cover
/// up.
/// </summary>
public sealed class AnswerDressTests
{
    [Theory]
    [InlineData(@"60 \frac{\text{miles}}{\text{hour}}", "60", true)]
    [InlineData(@"60 \frac{\text{miles}}{\text{hour}}", @"60 \frac{\text{km}}{\text{hour}}", false)]
    [InlineData(@"60 \frac{\text{miles}}{\text{hour}}", @"60\text{ mph}", true)]
    [InlineData(@"2\frac{\text{a}}{\text{b}}", "2", false)]
    [InlineData(@"3\text{ m}\cdot\text{s}", @"3\text{ m}/\text{s}", false)]
    [InlineData(@"36\text{ km/h}", @"10\text{ m/s}", true)]
    [InlineData(@"9.8 \text{ m/s}^2", @"9.8\,\mathrm{m/s^2}", true)]
    [InlineData(@"9.8 \text{ m/s}^2", @"980\text{ cm/s}^2", true)]
    [InlineData(@"9.8 \text{ m/s}^2", @"9.8\text{ m/s}", false)]
    [InlineData(@"1\text{ L}", @"1000\text{ cm}^3", true)]
    [InlineData(@"1\text{ L}", @"1\text{ cm}^3", false)]
    [InlineData(@"0.1\text{ M}", "0.1", true)]
    [InlineData(@"1.2\ \mathrm{M}_{\odot}", "1.2", false)]
    [InlineData(@"0.33333333\text{ m}", @"\frac{1}{3}\text{ m}", true)]
    [InlineData(@"0.33333333\text{ m}", @"\frac{1}{3}\text{ s}", false)]
    public void Units_may_be_fractions_products_and_powers(string left, string right, bool expected) =>
        AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"25^\circ C", "25", true)]
    [InlineData("25 °C", @"25^\circ\text{C}", true)]
    [InlineData(@"25^\circ C", @"25^\circ F", false)]
    [InlineData(@"-40^\circ \text{F}", "-40", true)]
    [InlineData(@"30\degree", @"30^{\circ}", true)]
    [InlineData(@"f\circ g", @"g \circ f", false)]
    public void Degrees_may_be_of_a_scale(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"\text{\$}36", "36", true)]
    [InlineData(@"\text{\$}36", "37", false)]
    [InlineData(@"\pounds 5", "5", true)]
    [InlineData(@"\text{Rs. } 500", "500", true)]
    [InlineData(@"\text{about } 5", "5", true)]
    [InlineData(@"\$2.5 \text{ million}", "2500000", true)]
    [InlineData(@"36 \text{ million}", "36", false)]
    [InlineData(@"5 \text{ million}", @"5 \text{ billion}", false)]
    [InlineData("2 thousand", "2000", true)]
    [InlineData(@"3 \text{ hundred}", "300", true)]
    [InlineData(@"4 \text{ trillion}", @"4 \times 10^{12}", true)]
    public void Money_and_magnitudes(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"6:30 \text{ p.m.}", "6:30", true)]
    [InlineData(@"6:30 \text{ p.m.}", "6:30 PM", true)]
    [InlineData(@"6:30 \text{ p.m.}", @"\text{6:30 pm}", true)]
    [InlineData(@"6:30 \text{ p.m.}", @"6:30 \text{ a.m.}", false)]
    [InlineData(@"6:30 \text{ p.m.}", @"7:30 \text{ p.m.}", false)]
    [InlineData(@"6:05 \text{ p.m.}", "6:05", true)]
    [InlineData(@"6:00 \text{ p.m.}", @"6 \text{ p.m.}", true)]
    [InlineData(@"6\text{ p.m.}", "6", true)]
    [InlineData("5pm", "5", false)]
    public void Times_of_day_know_their_half(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    [Theory]
    [InlineData(@"\color{red}5", "5", true)]
    [InlineData(@"\textcolor{red}{5}", "5", true)]
    [InlineData(@"{\color{blue}{\frac{1}{2}}}", "0.5", true)]
    [InlineData(@"5 \tag{1}", "5", true)]
    [InlineData(@"\large 5", "5", true)]
    [InlineData(@"\Large{5}", "6", false)]
    [InlineData(@"5 \hfill", "5", true)]
    [InlineData(@"\mathopen{}5", "5", true)]
    [InlineData("`5`", "5", true)]
    [InlineData("“Yes”", "yes", true)]
    [InlineData(@"3\text{ }\frac{1}{2}", "3.5", true)]
    public void Colours_sizes_tags_and_quotation_marks(string left, string right, bool expected) => AssertVerdict(left, right, expected);

    private static void AssertVerdict(string left, string right, bool expected)
    {
        CanonicalEquivalence equivalence = new();

        Assert.Equal(expected, equivalence.AreEqual(left, right));
        Assert.Equal(expected, equivalence.AreEqual(right, left));
        Assert.Equal([0, expected ? 0 : 1], equivalence.Cluster([left, right]));
    }
}
