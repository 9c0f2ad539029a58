namespace Empo.Method.Answers;

/// <summary>Boxes in a response.</summary>
internal static class BoxedAnswer
{
    private const int AdjacentGap = 10;
    private const int JoinedGap = 70;
    private const int MostJoined = 64;
    private static readonly string[] Joints = ["and", "or", ",", ";"];

    /// <summary>
    /// Content and place of the last box, joined with the boxes directly before it: closer than 10 characters, or closer than 70 with
    /// other content and "and", "or", a comma or a semicolon between. Null without a box.
    /// </summary>
    /// <param name="response">The whole response.</param>
    /// <param name="acceptsUnclosed">Whether a last box that is not closed counts.</param>
    public static (string Content, int Position)? Find(string response, bool acceptsUnclosed)
    {
        string command = response.Contains(@"\boxed", StringComparison.Ordinal) ? @"\boxed" : @"\fbox";
        int last = response.LastIndexOf(command, StringComparison.Ordinal);
        if (last < 0 || Read(response, last, command, acceptsUnclosed) is not { } box)
        {
            return null;
        }

        List<string> contents = [box.Content];
        int start = last;
        while (start > 0 && contents.Count < MostJoined && response.LastIndexOf(command, start - 1, StringComparison.Ordinal) is var earlier and >= 0
            && Read(response, earlier, command, false) is { } other && other.End <= start && IsJoined(response[other.End..start], other.Content, contents[0]))
        {
            contents.Insert(0, other.Content);
            start = earlier;
        }

        string percent = AnswerSearch.IsPercentBehind(response.AsSpan(box.End)) ? " percent" : "";
        return (string.Join(", ", contents.Distinct(StringComparer.Ordinal)) + percent, last);
    }

    /// <summary>Whether the last box has no end: a response that was cut off within its answer.</summary>
    public static bool IsCutOff(string response) => Find(response, false) is null && Find(response, true) is not null;

    private static bool IsJoined(string gap, string content, string next) =>
        gap.Length < AdjacentGap || (gap.Length < JoinedGap && content != next && Joints.Any(joint => gap.Contains(joint, StringComparison.Ordinal)));

    private static (string Content, int End)? Read(string text, int position, string command, bool acceptsUnclosed)
    {
        int open = position + command.Length;
        while (open < text.Length && char.IsWhiteSpace(text[open]))
        {
            open++;
        }

        if (open == text.Length || text[open] != '{')
        {
            return null;
        }

        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else
            {
                depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            }

            if (depth == 0)
            {
                return NotEmpty(text[(open + 1)..i], i + 1);
            }
        }

        return acceptsUnclosed ? NotEmpty(text[(open + 1)..], text.Length) : null;
    }

    private static (string, int)? NotEmpty(string content, int end) =>
        string.IsNullOrWhiteSpace(content) ? null : (content.Trim(), end);
}
