using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>Finds answers outside boxes: between marks, after phrases, in formulas, as plain expressions.</summary>
internal static partial class AnswerSearch
{
    /// <summary>Longest part of a response, from its end, that is searched.</summary>
    private const int Window = 20_000;

    private const string EndOfThought = "</think>";

    // Bounds that keep the search linear.
    private const int MaxStatement = 2_500;
    private const int MaxPhrases = 4;
    private const int MaxSentences = 400;

    /// <summary>The answer between "final answer is" and "I hope it is correct", with its place, or null.</summary>
    public static (string Content, int Position)? InHopefulSentence(string response)
    {
        int hope = response.Contains("I hope", StringComparison.OrdinalIgnoreCase)
            ? response.LastIndexOf("I hope", StringComparison.OrdinalIgnoreCase)
            : -1;
        if (hope < 0)
        {
            return null;
        }

        int start = Math.Max(0, hope - 2_000);
        Match? match = AnswerPhrases.FinalAnswerIs().Matches(response[start..hope]).LastOrDefault();
        return match is null ? null : (response[(start + match.Index + match.Length)..hope], start + match.Index);
    }

    /// <summary>The answer between marks or after the strongest phrase, or null.</summary>
    public static string? BehindPhrase(string response)
    {
        string text = Tail(response);
        if (MarkedAnswer.Find(text) is { } marked)
        {
            return marked;
        }

        foreach (Regex phrase in AnswerPhrases.MayOccurIn(text) ? AnswerPhrases.All : [])
        {
            foreach (Match match in phrase.Matches(text).Reverse().Take(MaxPhrases))
            {
                if (StatedAnswer.Behind(Rest(text, match.Index + match.Length)) is { } answer && !AnswerLabel.IsPlaceholder(answer))
                {
                    return answer;
                }
            }
        }

        return Concluded(text);
    }

    /// <summary>The whole text where it is only an answer, else the answer of its last sentence with an expression.</summary>
    public static string? Anywhere(string response)
    {
        string text = Tail(response);
        if (BareAnswer.Is(text))
        {
            return AnswerLabel.Strip(text.Trim());
        }

        List<TextPlace> formulas = FormulaScanner.Find(text);
        int last = formulas.Count;
        foreach (TextPlace place in SentenceSplitter.Split(text, formulas).TakeLast(MaxSentences).Reverse())
        {
            int end = last;
            while (last > 0 && formulas[last - 1].Start >= place.Start)
            {
                last--;
            }

            string sentence = place.In(text);
            int indent = Bullet().Match(sentence).Length;
            List<TextPlace> within =
            [
                .. formulas[last..end].Select(formula => new TextPlace(formula.Start - place.Start - indent, formula.Length)),
            ];
            if (StatedAnswer.Within(sentence[indent..], within) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    /// <summary>The last plain number, decimal comma understood.</summary>
    public static string? LastNumber(string response)
    {
        // 1 000 000: spaces between groups of three.
        string text = SpacedThousands().Replace(Tail(response), "");
        Match? match = PlainNumber().Matches(text).LastOrDefault();
        if (match is null)
        {
            return null;
        }

        bool isDecimalComma =
            match.Value.Count(character => character == ',') == 1
            && !match.Value.Contains('.', StringComparison.Ordinal)
            && !Thousands().IsMatch(match.Value);
        return isDecimalComma ? match.Value.Replace(',', '.') : match.Value;
    }

    /// <summary>Whether "percent" follows an answer directly.</summary>
    public static bool IsPercentBehind(ReadOnlySpan<char> rest) => PercentBehind().IsMatch(rest[..Math.Min(rest.Length, 40)]);

    /// <summary>
    /// The part of a response that is searched: its end, after the model's thinking, with chat-format tokens as line ends.
    /// </summary>
    public static string Tail(string response)
    {
        string end = response.Length <= Window ? response : response[^Window..];
        int thought = end.LastIndexOf(EndOfThought, StringComparison.Ordinal);
        if (thought >= 0 && !end.AsSpan(thought + EndOfThought.Length).IsWhiteSpace())
        {
            end = end[(thought + EndOfThought.Length)..];
        }

        return end.Contains('<', StringComparison.Ordinal) ? SpecialToken().Replace(end, "\n") : end;
    }

    // The answer after "therefore", if nothing follows that sentence.
    private static string? Concluded(string text)
    {
        if (Ascii.IsValid(text))
        {
            // The languages that conclude in this way are not written in ASCII.
            return null;
        }

        string response = text.TrimEnd();
        if (AnswerPhrases.Conclusion.Matches(response).LastOrDefault() is not { } match)
        {
            return null;
        }

        string rest = Rest(response, match.Index + match.Length);
        bool isLast = !SentenceSplitter
            .Split(rest, FormulaScanner.Find(rest))
            .Skip(1)
            .Any(sentence => !string.IsNullOrWhiteSpace(sentence.In(rest)));
        return isLast ? StatedAnswer.Behind(rest) : null;
    }

    private static string Rest(string text, int start) => text.Substring(start, Math.Min(MaxStatement, text.Length - start));

    [GeneratedRegex(@"<\|[A-Za-z_]{1,30}\|>(?:(?:user|system|assistant)\b)?|</?s>|<(?:eo[a-z]|end_of_turn|eot_id)>")]
    private static partial Regex SpecialToken();

    [GeneratedRegex(@"^\s*(?:[-–—•*]\s+)?")]
    private static partial Regex Bullet();

    [GeneratedRegex(
        @"(?<![A-Za-z\d_.,])[-+]?(?>(?:\d[\d,]*(?:\.\d+)?|\.\d+))(?:[eE][-+]?\d+)?(?:\s*/\s*\d+)?(?:\s*(?:%|percent\b|percentage\b"
            + @"|pct\b))?(?!(?>\d{0,64})(?>[A-Za-z]{1,64})\d)"
    )]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"(?<=\b\d{1,3}(?: \d{3}){0,8}) (?=\d{3}(?!\d))")]
    private static partial Regex SpacedThousands();

    [GeneratedRegex(@"^[-+]?[1-9]\d{0,2}(?:,\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^\s*(?:\$|\\\)|\\\])?\s*\\?(?:%|percent\b|percentage\b|pct\b)")]
    private static partial Regex PercentBehind();
}
