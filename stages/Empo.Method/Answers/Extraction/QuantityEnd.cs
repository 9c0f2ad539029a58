using System.Text.RegularExpressions;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Finds the end of a quantity that begins with an expression: after its unit, or after words that change a number (<c>5 or more</c>, <c>5
/// dozen</c>, <c>3 out of 4</c>), and before any other word.
/// </summary>
internal static partial class QuantityEnd
{
    private const int MaxUnits = 6;

    /// <summary>The position after the quantity.</summary>
    /// <param name="clause">A clause without remarks at its end.</param>
    /// <param name="end">Where the expression ends.</param>
    public static int Of(string clause, int end)
    {
        int position = UnitsEnd(clause, end);
        position += ShortBehind().Match(clause, position).Length;
        return Changing().IsMatch(clause.AsSpan(position)) && !Rounding().IsMatch(clause.AsSpan(position))
            ? ChangedEnd(clause, position)
            : position;
    }

    // "or more", "dozen eggs": up to a comma, a bracket or the end.
    private static int ChangedEnd(string clause, int position)
    {
        int stop = clause.AsSpan(position).IndexOfAny(",;(");
        return stop > 0 ? position + stop : clause.Length;
    }

    // Adjacent units, joined by a slash, a point, "per" or a space. Numbers between them belong to a compound quantity: 1 hour 30 minutes.
    public static int UnitsEnd(string clause, int end)
    {
        for (int count = 0; count < MaxUnits; count++)
        {
            Match unit = Unit().Match(clause, end);
            if (!unit.Success || !IsUnit(unit.Groups["name"].Value) || IsPreposition(clause, unit, count))
            {
                break;
            }

            end = unit.Index + unit.Length;
            Match next = SmallerPart().Match(clause, end);
            if (next.Success && IsUnit(next.Groups["name"].Value))
            {
                end = next.Index + next.Length;
            }
        }

        return end;
    }

    // "20 m at 30°", "5 in the end"; but "5 in", "3 at".
    private static bool IsPreposition(string clause, Match unit, int count) =>
        unit.Groups["name"].Value is "in" or "at" or "as" or "are" or "a"
        && (WordBehind().IsMatch(clause.AsSpan(unit.Index + unit.Length)) || (count > 0 && unit.Value[0] == ' '));

    private static bool IsUnit(string name) =>
        name is "%" or "°" or "°C" or "°F" or "℃" or "℉" or "Ω" or "kΩ" or "MΩ" or "µ" or "μ" or "Å"
        || UnitTable.Find(name) is not null
        || UnitTable.IsCount(name)
        || PlainWords.IsPercent(name)
        || Chinese().IsMatch(name);

    [GeneratedRegex(
        @"\G(?:\s?[/·⋅*.-]\s?|\s?\bper\s+|\s{0,2})(?:(?:square|cubic|sq\.?|cu\.?)\s+)?(?<name>%|°[CF]?|℃|℉|[kM]?Ω|[µμ]?[A-Za-z]+"
            + @"|[厘毫千公平立方米克秒分时小度元角岁升斤吨里]+)(?![A-Za-z])(?:\^?\{?\(?[-−]?\d\)?\}?|[⁻²³¹⁴]+|\s+squared|\s+cubed)?"
    )]
    private static partial Regex Unit();

    [GeneratedRegex(@"^\s+[\p{L}\d]")]
    private static partial Regex WordBehind();

    [GeneratedRegex(@"^[厘毫千公平立方米克秒分时小度元角岁升斤吨里]+$")]
    private static partial Regex Chinese();

    // The half of the day, the era. A short word in Cyrillic letters is most likely a unit; that is not decided here.
    [GeneratedRegex(
        @"\G\s?(?:[ap]\.?m(?:\.|\b)|(?:AM|PM|BCE?|AD|CE|o'clock)\b|[\p{IsCyrillic}]{1,4}\.?(?:/[\p{IsCyrillic}]{1,3})?[²³]?(?!\p{L}))|\G"
    )]
    private static partial Regex ShortBehind();

    [GeneratedRegex(@"\G,?\s?(?:and\s)?\d+(?:\.\d+)?\s?(?<name>[A-Za-z]+)(?![A-Za-z])")]
    private static partial Regex SmallerPart();

    [GeneratedRegex(
        @"^\s*(?:or|per|percent|percentage|pct|dozens?|scores?|hundred|thousand|million|billion|trillion|squared|cubed|times|more"
            + @"|less|fewer|plus|minus|over|mod|modulo|choose|factorial|halves|half|thirds?|quarters?|fifths|tenths|if|unless|except"
            + @"|excluding|through|to\s+(?:[-\d$\\(]|the power|one\b)|by\s+[\d$]|out of\s+[\d$]|of\s+\d+\b(?!\s*[.,]?\s*(?:items|people"
            + @"|students))|in\s+\d+\s*$|万|亿|千|百|十|成|倍|折|以上|以下|以内|或|到|至|多)"
    )]
    private static partial Regex Changing();

    // "5 or so", "or about 5.1", "to two decimal places"
    [GeneratedRegex(
        @"^\s*(?:or (?:so|about|approximately|roughly|equivalently|simply|just)\b|to\s+\S+\s+(?:decimal|significant|sig|d\.?p"
            + @"|s\.?f|places|digits))"
    )]
    private static partial Regex Rounding();
}
