using CsCheck;
using Empo.Method.Answers;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Sentences, words and quantities by chance: equal only where they say the same.</summary>
public sealed class AnswerPermutationTests
{
    private static readonly string[] English = (
        "the dog cat heat flows from hot cold body to a big small red blue left right up down before after first then no not yes "
        + "is on in at of Alice Bob Paris price rises falls increases decreases force acts on "
        + "wire current north south east west positive negative larger smaller than equal triangle circle acid base salt water "
        + "ice melts freezes A B C P Q x y"
    ).Split(' ');

    private static readonly string[] Chinese =
    [
        "充", "分", "必", "要", "条", "件", "增", "大", "减", "小", "不", "正", "确", "错", "误", "先", "后", "向", "左", "右", "甲", "乙", "热", "冷", "物", "体",
        "传",
    ];

    private static readonly string[] Units =
    [
        "m", "cm", "km", "s", "ms", "h", "kg", "g", "N", "J", "kJ", "W", "Pa", "Hz", "A", "V", "Ω", "C", "mol", "m/s", "km/h", "m/s^2",
        "kg/m^3", "g/cm^3", "J/mol", "kJ/mol", "N·m", "mol/L", "W/m^2", "eV", "°C", "L", "mL", "cm^3", "USD", "EUR",
    ];

    private static readonly CanonicalEquivalence Equivalence = new();

    [Fact]
    public void A_sentence_equals_its_words_in_another_order_only_if_it_is_the_same_sentence() =>
        Gen.Select(Gen.OneOfConst(English).Array[2, 7], Gen.Int[0, int.MaxValue])
            .Sample((words, seed) => AssertOnlyTheSame(string.Join(' ', words), string.Join(' ', Shuffled(words, seed))), iter: 3_000);

    [Fact]
    public void A_word_equals_its_letters_in_another_order_only_if_it_is_the_same_word() =>
        Gen.Select(Gen.OneOfConst([.. English.Where(word => word.Length > 2)]), Gen.Int[0, int.MaxValue])
            .Sample(
                (word, seed) => AssertOnlyTheSame(word, string.Concat(Shuffled([.. word.Select(letter => letter.ToString())], seed))),
                iter: 3_000
            );

    [Fact]
    public void A_Chinese_sentence_equals_its_signs_in_another_order_only_if_it_is_the_same_sentence() =>
        Gen.Select(Gen.OneOfConst(Chinese).Array[2, 8], Gen.Int[0, int.MaxValue])
            .Sample((signs, seed) => AssertOnlyTheSame(string.Concat(signs), string.Concat(Shuffled(signs, seed))), iter: 3_000);

    [Fact]
    public void Two_quantities_are_equal_if_and_only_if_their_values_and_dimensions_are() =>
        Gen.Select(Gen.Int[1, 60], Gen.OneOfConst(Units), Gen.Int[1, 60], Gen.OneOfConst(Units)).Sample(
            (amount, unit, other, otherUnit) =>
            {
                string left = $@"{amount} \text{{ {unit}}}";
                string right = $@"{other}\,\mathrm{{{otherUnit.Replace("·", @"\cdot ", StringComparison.Ordinal)}}}";
                bool expected = InBaseUnits(amount, unit) == InBaseUnits(other, otherUnit);
                Assert.Equal(expected, Equivalence.AreEqual(left, right));
                Assert.Equal(expected, Equivalence.AreEqual(right, left));
            },
            iter: 5_000);

    // The size in base units and the base units, from the table's own definitions.
    private static string InBaseUnits(int amount, string spelling)
    {
        UnitMatch match = UnitReader
            .Read(
                spelling
                    .Replace("°", @"^\circ ", StringComparison.Ordinal)
                    .Replace("·", @"\cdot ", StringComparison.Ordinal)
                    .Replace("Ω", @"\Omega", StringComparison.Ordinal),
                0
            )!
            .Value;
        Unit unit = CompoundUnit.Of(match.Name)!;
        return $"{(Rational)amount * unit.Factor} {unit.Dimension}";
    }

    // Names joined by "and" are in no order, and capitals alone are variables.
    private static void AssertOnlyTheSame(string left, string right)
    {
        if (Equivalence.AreEqual(left, right) && !IsProduct(left))
        {
            Assert.Equal(Normalised(left), Normalised(right));
        }

        Assert.Equal(Equivalence.AreEqual(left, right), Equivalence.AreEqual(right, left));
    }

    private static bool IsProduct(string text) => text.Split(' ').All(word => word.Length == 1);

    private static string Normalised(string text)
    {
        string lower = text.ToLowerInvariant();
        return lower.StartsWith("the ", StringComparison.Ordinal) ? lower[4..] : lower;
    }

    private static string[] Shuffled(IReadOnlyList<string> parts, int seed)
    {
        string[] shuffled = [.. parts];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
