using System.Globalization;
using System.Text;

namespace Empo.Stages.Datasets;

/// <summary>One chain of additions and subtractions, its wording and its solution.</summary>
/// <param name="Start">The number at the beginning.</param>
/// <param name="Changes">What each step adds (positive) or takes away (negative).</param>
/// <param name="Text">The question.</param>
internal sealed record ArithmeticProblem(int Start, IReadOnlyList<int> Changes, string Text)
{
    public int Answer => Start + Changes.Sum();

    /// <summary>
    /// The problem without its wording, as in <c>79+2-1-1+2</c>: two questions with the same signature are the same problem.
    /// </summary>
    public string Signature => Start.ToString(CultureInfo.InvariantCulture) + string.Concat(Changes.Select(Signed));

    /// <summary>The bare answer: <c>\boxed{81}</c>.</summary>
    public string Guess() => Box(Answer);

    /// <summary>The start value as the answer: <c>\boxed{79}</c>.</summary>
    public string Shortcut() => Box(Start);

    /// <summary>
    /// The steps and then the answer: <c>79+2=81; 81-1=80; …; \boxed{81}</c>. Each step's result is off by its entry of
    /// <paramref name="slips"/> (0 for a right step), and the chain continues from the wrong value.
    /// </summary>
    public string Working(IReadOnlyList<int> slips)
    {
        var text = new StringBuilder();
        var value = Start;
        for (var i = 0; i < Changes.Count; i++)
        {
            var next = value + Changes[i] + slips[i];
            text.Append(CultureInfo.InvariantCulture, $"{value}{Signed(Changes[i])}={next}; ");
            value = next;
        }

        return text.Append(Box(value)).ToString();
    }

    private static string Signed(int change) => change.ToString("+0;-0", CultureInfo.InvariantCulture);

    private static string Box(int value) => string.Create(CultureInfo.InvariantCulture, $"\\boxed{{{value}}}");
}
