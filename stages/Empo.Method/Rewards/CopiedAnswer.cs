namespace Empo.Method.Rewards;

/// <summary>
/// The guard of the released natural-reasoning recipe against answers that repeat the question. Such answers agree with each other but say
/// nothing. In short arithmetic questions it also catches right answers that the question mentions, so it is off by default.
/// </summary>
public static class CopiedAnswer
{
    /// <summary>ROUGE-L precision above which an answer counts as copied.</summary>
    public const double MaxPrecision = 0.8;

    /// <summary>
    /// True where ROUGE-L precision of the answer against the question is over 0.8, or the answer is a part of the question's text (case
    /// ignored), or the answer has no word at all. Example: question "Is the sky blue today?", answer "the sky" is copied, "green" is not.
    /// </summary>
    public static bool IsCopied(string answer, string question)
    {
        string[] words = Words(answer);
        return words.Length == 0
            || question.Contains(answer, StringComparison.OrdinalIgnoreCase)
            || RougePrecision(words, Words(question)) > MaxPrecision;
    }

    /// <summary>
    /// ROUGE-L precision: words of the longest common subsequence / words of the answer, in [0, 1]. Example: "blue the sky" against "is the
    /// sky blue" has 2/3. Source: Lin 2004, with the word rule of the rouge-score package (lower case; runs of a-z and 0-9). An answer
    /// without words has 0 by this formula; the guard counts it as copied, as the released code does when ROUGE fails.
    /// </summary>
    public static double RougePrecision(string answer, string question)
    {
        string[] words = Words(answer);
        return words.Length == 0 ? 0 : RougePrecision(words, Words(question));
    }

    private static double RougePrecision(string[] answer, string[] question)
    {
        int[] row = new int[question.Length + 1];
        foreach (string word in answer)
        {
            int diagonal = 0;
            for (int j = 1; j <= question.Length; j++)
            {
                int above = row[j];
                row[j] = word == question[j - 1] ? diagonal + 1 : Math.Max(above, row[j - 1]);
                diagonal = above;
            }
        }

        return (double)row[^1] / answer.Length;
    }

    private static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );
}
