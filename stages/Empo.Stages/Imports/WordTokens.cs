namespace Empo.Stages.Imports;

/// <summary>
/// Replaces token ids where a recording has only text and no tokenizer is named, so that lengths and repetition can still be measured.
/// Every run of letters and digits and every other visible sign is a token, numbered by its hash. No model ever sees these numbers.
/// </summary>
internal static class WordTokens
{
    /// <summary>Example: <c>So 12 + 3.</c> has the five tokens <c>So</c>, <c>12</c>, <c>+</c>, <c>3</c>, <c>.</c></summary>
    public static int[] Of(string text)
    {
        var tokens = new List<int>();
        for (var i = 0; i < text.Length;)
        {
            var start = i++;
            if (char.IsLetterOrDigit(text[start]))
            {
                while (i < text.Length && char.IsLetterOrDigit(text[i]))
                {
                    i++;
                }
            }
            else if (char.IsWhiteSpace(text[start]))
            {
                continue;
            }

            tokens.Add(Hash(text.AsSpan(start, i - start)));
        }

        return [.. tokens];
    }

    /// <summary>FNV-1a over UTF-16 units, 31 bits.</summary>
    private static int Hash(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var character in word)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return (int)(hash & 0x7FFFFFFF);
    }
}
