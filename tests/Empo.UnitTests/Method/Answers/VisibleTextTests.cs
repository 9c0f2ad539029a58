using CsCheck;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Characters that nobody sees change no answer.</summary>
public sealed class VisibleTextTests
{
    private static readonly string[] Invisible =
    [
        "\uFEFF", "\u200B", "\u200E", "\u200F", "\u2060", "\u00AD", "\u202A", "\uFE0F", "\0", "\u0007", "\u061C", "\U000E0020",
    ];

    private static readonly string[] Responses =
    [
        @"so \boxed{\frac{1}{2}}", "The answer is 14π square meters.", "答案是12。", "<answer>5</answer>", "heat flows from A to B",
        "The answer is (C).", "#### 70,000",
    ];

    [Theory]
    [InlineData("none")]
    [InlineData("boxed")]
    [InlineData("boxed-or-phrase")]
    [InlineData("any")]
    [InlineData("choice")]
    public void Extraction_does_not_see_them(string policy) =>
        Gen.Select(Gen.OneOfConst(Responses), Gen.OneOfConst(Invisible).Array[1, 6], Gen.Int[0, 1_000].Array[6])
            .Sample(
                (response, marks, places) =>
                    Assert.Equal(
                        PairExtraction.OfCandidate(response, policy),
                        PairExtraction.OfCandidate(Sprinkled(response, marks, places), policy)
                    ),
                iter: 300
            );

    [Theory]
    [InlineData("10\u00AD00", "1000")]
    [InlineData("\uFEFF\\frac{1}{2}", "0.5")]
    [InlineData("x\u200E=\u20605", "5")]
    [InlineData("de\u00ADcrease", "decrease")]
    public void Nor_does_equality(string left, string right) => Assert.True(new CanonicalEquivalence().AreEqual(left, right));

    private static string Sprinkled(string text, string[] marks, int[] places)
    {
        for (int i = 0; i < marks.Length; i++)
        {
            text = text.Insert(
                places[i] % (text.Length + 1) is var place && place > 0 && place < text.Length && char.IsLowSurrogate(text[place])
                    ? place - 1
                    : place,
                marks[i]
            );
        }

        return text;
    }
}
