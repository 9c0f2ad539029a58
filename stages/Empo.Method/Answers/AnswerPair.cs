using System.Text.RegularExpressions;

namespace Empo.Method;

/// <summary>A reference answer and a candidate, each bare or inside a whole response.</summary>
public sealed record AnswerPair
{
    /// <summary>Id of the pair.</summary>
    public required string Id { get; init; }

    /// <summary>The reference, or a response that holds it.</summary>
    public required string Gold { get; init; }

    /// <summary>The candidate, or a response that holds it.</summary>
    public required string Candidate { get; init; }

    /// <summary>What may be extracted: <c>latex</c>, <c>expr</c> (plain numbers), <c>both</c>, or <c>string</c> (one of the choices).</summary>
    public string Extraction { get; init; } = "both";

    /// <summary>Digits to which rounded decimals must agree.</summary>
    public int Decimals { get; init; } = 6;

    /// <summary>The choices of <c>string</c> extraction.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Whether choices are compared without case.</summary>
    public bool IgnoresCase { get; init; } = true;

    /// <summary>Extracts both answers and compares them.</summary>
    public AnswerVerdict Judge(CancellationToken cancellation = default)
    {
        if (Extraction == "string")
        {
            return JudgeChoices();
        }

        ExtractionPolicy policy = Extraction switch
        {
            "latex" => ExtractionPolicy.AnyLatex,
            "expr" => ExtractionPolicy.AnyNumber,
            _ => ExtractionPolicy.Any,
        };
        return new CanonicalEquivalence(Decimals).Judge(AnswerExtraction.Extract(Gold, policy), AnswerExtraction.Extract(Candidate, policy), cancellation);
    }

    private AnswerVerdict JudgeChoices()
    {
        string? gold = ChoiceIn(Gold);
        string? candidate = ChoiceIn(Candidate);
        bool areEqual = gold is not null && string.Equals(gold, candidate, IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        return new AnswerVerdict { AreEqual = areEqual, LeftForm = gold, RightForm = candidate, Why = candidate is null ? "no choice was named" : areEqual ? "same choice" : "different choices" };
    }

    // Behind "answer is" if anywhere, else the first that stands alone.
    private string? ChoiceIn(string response)
    {
        string alternatives = string.Join("|", (Choices ?? []).Select(Regex.Escape));
        RegexOptions options = IgnoresCase ? RegexOptions.IgnoreCase : RegexOptions.None;
        Match match = Regex.Match(response, $@"answer(?:\s+is|:)\s*\(?({alternatives})\b", options | RegexOptions.RightToLeft, TimeSpan.FromMilliseconds(20));
        match = match.Success ? match : Regex.Match(response, $@"(?<![A-Za-z])({alternatives})(?![A-Za-z])", options, TimeSpan.FromMilliseconds(20));
        return match.Success ? match.Groups[1].Value : null;
    }
}
