namespace Empo.Method.Answers.Extraction;

/// <summary>Boxes in a response.</summary>
internal static class BoxedAnswer
{
    private const int MaxJoined = 64;
    private static readonly string[] Commands = [@"\boxed", @"\fbox", @"\framebox"];

    /// <summary>
    /// Content and place of the last box that is not empty, joined with the boxes before it that are parts of the same answer according to
    /// <see cref="BoxJoint"/>, without labels such as "Answer:". Null without a box.
    /// </summary>
    /// <param name="response">The whole response.</param>
    /// <param name="acceptsUnclosed">Whether a last box that is not closed counts.</param>
    public static (string Content, int Position)? Find(string response, bool acceptsUnclosed)
    {
        if (Array.Find(Commands, name => response.Contains(name, StringComparison.Ordinal)) is not { } command)
        {
            return null;
        }

        int last = response.LastIndexOf(command, StringComparison.Ordinal);
        (string Content, int End)? box = Read(response, last, command, acceptsUnclosed);
        for (int skipped = 0; skipped < MaxJoined && box is { } empty && AnswerLabel.IsPlaceholder(empty.Content); skipped++)
        {
            last = Before(response, last, command);
            box = last < 0 ? null : Read(response, last, command, false);
        }

        return box is { } found ? (Joined(response, command, last, found), last) : null;
    }

    private static string Joined(string response, string command, int last, (string Content, int End) box)
    {
        List<string> contents = [AnswerLabel.Strip(box.Content)];
        int start = last;
        while (contents.Count < MaxJoined && Before(response, start, command) is var earlier and >= 0
            && Read(response, earlier, command, false) is { } other && other.End <= start && BoxJoint.Joins(response[other.End..start])
            && !AnswerLabel.IsPlaceholder(other.Content))
        {
            contents.Insert(0, AnswerLabel.Strip(other.Content));
            start = earlier;
        }

        string percent = AnswerSearch.IsPercentBehind(response.AsSpan(box.End)) ? " percent" : "";
        return string.Join(", ", contents.Distinct(StringComparer.Ordinal)) + percent;
    }

    private static int Before(string response, int position, string command) =>
        position == 0 ? -1 : response.LastIndexOf(command, position - 1, StringComparison.Ordinal);

    /// <summary>Whether the last box has no end: a response that was cut off within its answer.</summary>
    public static bool IsCutOff(string response) => Find(response, false) is null && Find(response, true) is not null;

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
