using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>A reference answer and a candidate, each either bare or inside a whole response.</summary>
public sealed record AnswerPair
{
    /// <summary>A conclusion is at the end of a response; the bound keeps the search for choices short.</summary>
    private const int SearchedCharacters = 20_000;

    /// <summary>Id of the pair.</summary>
    public required string Id { get; init; }

    /// <summary>The reference, or a response that holds it.</summary>
    public required string Gold { get; init; }

    /// <summary>The candidate, or a response that holds it.</summary>
    public required string Candidate { get; init; }

    /// <summary>How the answers are found: one of <see cref="PairExtraction.Names"/>.</summary>
    public string Extraction { get; init; } = PairExtraction.Default;

    /// <summary>Digits to which rounded decimals must agree.</summary>
    public int Decimals { get; init; } = 6;

    /// <summary>The choices of <c>string</c> extraction.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Whether case is ignored when choices are compared.</summary>
    public bool IgnoresCase { get; init; } = true;

    /// <summary>Extracts both answers and compares them.</summary>
    /// <exception cref="ArgumentException"><see cref="Extraction"/> is not a policy.</exception>
    public AnswerVerdict Judge(CancellationToken cancellation = default) =>
        Extraction == PairExtraction.Choices
            ? JudgeChoices()
            : new CanonicalEquivalence(Decimals).JudgeAnswer(
                PairExtraction.OfReference(Gold, Extraction),
                PairExtraction.OfCandidate(Candidate, Extraction),
                cancellation
            );

    private AnswerVerdict JudgeChoices()
    {
        string? gold = ChoiceIn(Gold);
        string? candidate = ChoiceIn(Candidate);
        bool areEqual =
            gold is not null && string.Equals(gold, candidate, IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        return new AnswerVerdict
        {
            AreEqual = areEqual,
            LeftForm = gold,
            RightForm = candidate,
            Why =
                candidate is null ? "no choice was named"
                : areEqual ? "same choice"
                : "different choices",
        };
    }

    // The choice after "answer is" if there is one, else the first that stands alone.
    private string? ChoiceIn(string response)
    {
        string end = response.Length > SearchedCharacters ? response[^SearchedCharacters..] : response;
        string alternatives = string.Join("|", (Choices ?? []).Select(Regex.Escape));
        RegexOptions options = RegexOptions.CultureInvariant | (IgnoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        Match match = Regex.Match(end, $@"answer(?:\s+is|:)\s*\(?({alternatives})\b", options | RegexOptions.RightToLeft);
        match = match.Success ? match : Regex.Match(end, $@"(?<![A-Za-z])({alternatives})(?![A-Za-z])", options);
        return match.Success ? match.Groups[1].Value : null;
    }
}
