using System.Globalization;
using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Unicode normal form C. .NET's own implementation cannot be used here: without ICU, which not every machine has, <c>string.Normalize</c>
/// returns its argument unchanged. Tables: composition.txt. Source: Unicode Standard Annex 15 and chapter 3.12 (Hangul).
/// </summary>
internal static class CanonicalComposition
{
    /// <summary>Every character below it is already composed.</summary>
    private const char FirstThatMatters = '\u0300';
    private const int HangulFirst = 0xAC00,
        LeadFirst = 0x1100,
        VowelFirst = 0x1161,
        TailFirst = 0x11A7,
        Leads = 19,
        Vowels = 21,
        Tails = 28;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>Example: <c>e</c> and U+0301 become <c>é</c>.</summary>
    public static string Compose(string text)
    {
        if (text.All(character => character < FirstThatMatters))
        {
            return text;
        }

        var codes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, codes);
        }

        Order(codes);
        var composed = new StringBuilder(text.Length);
        foreach (var code in Pair(codes))
        {
            composed.Append(new Rune(code).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(int code, List<int> codes)
    {
        var hangul = code - HangulFirst;
        if (hangul is >= 0 and < Leads * Vowels * Tails)
        {
            codes.Add(LeadFirst + (hangul / (Vowels * Tails)));
            codes.Add(VowelFirst + (hangul % (Vowels * Tails) / Tails));
            if (hangul % Tails != 0)
            {
                codes.Add(TailFirst + (hangul % Tails));
            }

            return;
        }

        if (!Data.Value.Decompositions.TryGetValue(code, out var parts))
        {
            codes.Add(code);
            return;
        }

        foreach (var part in parts)
        {
            Decompose(part, codes);
        }
    }

    /// <summary>Sorts consecutive marks by their combining class; equal ones keep their order.</summary>
    private static void Order(List<int> codes)
    {
        for (var i = 1; i < codes.Count; i++)
        {
            var (code, rank) = (codes[i], ClassOf(codes[i]));
            var place = i;
            while (rank != 0 && place > 0 && ClassOf(codes[place - 1]) > rank)
            {
                codes[place] = codes[--place];
            }

            codes[place] = code;
        }
    }

    /// <summary>Joins each mark to the last starter, unless there is another mark of the same or a higher class between them.</summary>
    private static List<int> Pair(List<int> codes)
    {
        var result = new List<int>(codes.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var code in codes)
        {
            var rank = ClassOf(code);
            var adjacent = starter == result.Count - 1;
            if (starter >= 0 && (adjacent || (lastClass < rank && lastClass != 0)) && Joined(result[starter], code) is { } joined)
            {
                result[starter] = joined;
                continue;
            }

            result.Add(code);
            (starter, lastClass) = rank == 0 ? (result.Count - 1, 0) : (starter, rank);
        }

        return result;
    }

    private static int? Joined(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < Leads && second - VowelFirst is >= 0 and < Vowels)
        {
            return HangulFirst + ((((first - LeadFirst) * Vowels) + (second - VowelFirst)) * Tails);
        }

        var hangul = first - HangulFirst;
        if (hangul is >= 0 and < Leads * Vowels * Tails && hangul % Tails == 0 && second - TailFirst is > 0 and < Tails)
        {
            return first + (second - TailFirst);
        }

        return Data.Value.Pairs.TryGetValue((first, second), out var joined) ? joined : null;
    }

    private static int ClassOf(int code) => code < FirstThatMatters ? 0 : Data.Value.Classes.GetValueOrDefault(code);

    private sealed record Tables(
        Dictionary<int, int[]> Decompositions,
        Dictionary<(int First, int Second), int> Pairs,
        Dictionary<int, int> Classes
    )
    {
        public static Tables Read()
        {
            var tables = new Tables([], [], []);
            using var reader = new StreamReader(typeof(CanonicalComposition).Assembly.GetManifestResourceStream("composition.txt")!);
            while (reader.ReadLine() is { } line)
            {
                tables.Add(line.Split(' '));
            }

            return tables;
        }

        private void Add(string[] fields)
        {
            if (fields[0] is "P" or "S")
            {
                var parts = fields[2..].Select(Code).ToArray();
                Decompositions.Add(Code(fields[1]), parts);
                if (fields[0] == "P")
                {
                    Pairs.Add((parts[0], parts[1]), Code(fields[1]));
                }
            }

            if (fields[0] == "C")
            {
                for (var code = Code(fields[1]); code <= Code(fields[2]); code++)
                {
                    Classes.Add(code, int.Parse(fields[3], CultureInfo.InvariantCulture));
                }
            }
        }

        private static int Code(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
