namespace Empo.Stages.Datasets;

/// <summary>
/// A text as a set of n-grams of its words, by their 64-bit hashes. Words are runs of letters and digits in lower case; every other
/// character counts as white space or, where asked for, as a word by itself (in mathematics <c>x+2</c> and <c>x-2</c> differ).
/// </summary>
internal static class WordGrams
{
    private const ulong Offset = 0xCBF29CE484222325, Prime = 0x100000001B3; // FNV-1a, 64 bits

    /// <summary>The distinct n-grams; for a text of fewer words, the single gram of all its words.</summary>
    public static HashSet<ulong> Of(string text, int n, bool symbols)
    {
        var words = Words(text, symbols);
        var grams = new HashSet<ulong>();
        for (var i = 0; i + n <= words.Count || i == 0; i++)
        {
            var hash = Offset;
            foreach (var word in words.Skip(i).Take(n))
            {
                hash = Mixed(hash, word);
            }

            grams.Add(hash);
        }

        return grams;
    }

    private static List<ulong> Words(string text, bool symbols)
    {
        var words = new List<ulong>();
        var (hash, open) = (Offset, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var letter =
                System.Text.Rune.IsLetterOrDigit(rune)
                || System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark;
            if (open && !letter)
            {
                words.Add(hash);
                (hash, open) = (Offset, false);
            }

            if (letter)
            {
                (hash, open) = (Mixed(hash, (ulong)System.Text.Rune.ToLowerInvariant(rune).Value), true);
            }
            else if (symbols && !System.Text.Rune.IsWhiteSpace(rune))
            {
                words.Add(Mixed(Offset, (ulong)rune.Value));
            }
        }

        if (open)
        {
            words.Add(hash);
        }

        return words;
    }

    private static ulong Mixed(ulong hash, ulong value)
    {
        for (var i = 0; i < sizeof(ulong); i++, value >>= 8)
        {
            hash = (hash ^ (value & 0xFF)) * Prime;
        }

        return hash;
    }
}
