using Empo.Method.Answers.Meanings;

namespace Empo.Method.Answers;

/// <summary>Explains a verdict to a user, line by line.</summary>
public static class AnswerExplanation
{
    /// <summary>Returns what was extracted, how it was read, its forms, and the verdict.</summary>
    /// <param name="left">The reference, or a response that holds it.</param>
    /// <param name="right">The candidate, or a response that holds it.</param>
    /// <param name="extraction">One of <see cref="PairExtraction.Names"/> except <see cref="PairExtraction.Choices"/>.</param>
    /// <exception cref="ArgumentException">Unknown extraction policy.</exception>
    public static IReadOnlyList<string> Of(string left, string right, string extraction = PairExtraction.Default)
    {
        string? first = PairExtraction.OfReference(left, extraction);
        string? second = PairExtraction.OfCandidate(right, extraction);
        AnswerVerdict verdict = new CanonicalEquivalence().Judge(first, second);
        return
        [
            .. Describe("first", first),
            .. Describe("second", second),
            $"verdict: {(verdict.AreEqual ? "equal" : "different")}, because {verdict.Why}",
        ];
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
