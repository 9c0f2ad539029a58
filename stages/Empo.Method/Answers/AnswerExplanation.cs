using Empo.Method.Answers;

namespace Empo.Method;

/// <summary>How a verdict comes about, line by line, for people.</summary>
public static class AnswerExplanation
{
    /// <summary>What was extracted, how it was read, its forms, and the verdict.</summary>
    public static IReadOnlyList<string> Of(string left, string right)
    {
        string? first = AnswerExtraction.Extract(left, ExtractionPolicy.Any);
        string? second = AnswerExtraction.Extract(right, ExtractionPolicy.Any);
        AnswerVerdict verdict = new CanonicalEquivalence().Judge(first, second);
        return [.. Describe("first", first), .. Describe("second", second), $"verdict: {(verdict.AreEqual ? "equal" : "different")}, because {verdict.Why}"];
    }

    private static IEnumerable<string> Describe(string which, string? answer)
    {
        yield return $"{which}: extracted {answer ?? "nothing"}";
        if (answer is null || AnswerReader.Read(answer) is not { } meaning)
        {
            yield break;
        }

        yield return $"{which}: read as {AnswerReader.Notation(answer)}";
        yield return $"{which}: canonical form {meaning.Form}";
        foreach (string other in meaning.OtherForms)
        {
            yield return $"{which}: may also mean {other}";
        }

        if (meaning.Name is not null)
        {
            yield return $"{which}: is the value of {meaning.Name}";
        }

        if (meaning.Unit is not null)
        {
            yield return $"{which}: is the quantity {meaning.Unit}";
        }
    }
}
