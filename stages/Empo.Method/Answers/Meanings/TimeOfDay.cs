using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Meanings;

/// <summary>Times of day on a clock of twelve hours. The half of the day may be omitted, but morning is not afternoon.</summary>
internal static partial class TimeOfDay
{
    /// <summary>The meaning of <c>6:30 p.m.</c>, <c>6 \text{ PM}</c> and their like; null for anything else.</summary>
    public static Meaning? Read(string cleaned)
    {
        if (cleaned.Length > 40 || Clock().Match(cleaned) is not { Success: true } clock)
        {
            return null;
        }

        // 5am may be a product.
        if (
            !clock.Groups["minute"].Success
            && !cleaned.Contains('{', StringComparison.Ordinal)
            && !cleaned.Contains('.', StringComparison.Ordinal)
        )
        {
            return null;
        }

        string hour = clock.Groups["hour"].Value.TrimStart('0');
        string half = clock.Groups["half"].Value.ToLowerInvariant() + "m";
        return clock.Groups["minute"].Success
            ? new Meaning
            {
                Form = $"ratio {hour}:{clock.Groups["minute"].ValueSpan.TrimStart('0') switch { "" => "0", var minute => minute }}",
                Unit = half,
            }
            : new Meaning
            {
                Form = $"ratio {hour}:0",
                OtherForms = [hour],
                Unit = half,
            };
    }

    [GeneratedRegex(
        @"^(?:\\text\{ ?)?(?<hour>0?[1-9]|1[0-2])(?::(?<minute>[0-5]\d))?(?: |~|\\[ ,;])*(?:\\(?:text|mathrm|textrm)\{(?: "
            + @"|~)*)?(?<half>[aApP])\.? ?[mM]\.? ?\}?$"
    )]
    private static partial Regex Clock();
}
