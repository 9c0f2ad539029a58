using System.Globalization;
using System.Text;
using Empo.Method;
using Empo.Method.Answers;

namespace Empo.Benchmarks;

/// <summary>
/// Random piles of LaTeX through extraction, reading and comparison: nothing may throw, and each must equal itself or say nothing.
/// The tests do the same with fewer inputs.
/// </summary>
internal static class AnswersFuzz
{
    private const ulong Seed = 7;

    // Until the runtime has compiled what is hot; and what an input costs at least, because a collection may fall into any attempt.
    private const int WarmUp = 20_000;
    private const int Attempts = 4;

    private static readonly string[] Pieces =
    [
        @"\boxed{", "}", "{", @"\frac", "1", "2", "12", ",", "-", "+", "^", "_", "x", "e", "i", @"\pi", "(", ")", "[", "]", @"\{", @"\}",
        @"\sqrt", "|", @"\left", @"\right", "!", "%", "$", @"\(", @"\)", " ", "=", "<", @"\le", @"\in", @"\cup", @"\pm", @"\text{", "cm",
        "and", "or", ":", ";", ".", @"\\", "&", @"\begin{pmatrix}", @"\end{pmatrix}", @"\begin{cases}", @"\end{cases}", @"\sum", @"\int",
        @"\log", @"\sin", "answer is ", @"\infty", "0", "/", @"\mod", @"\circ", "'", "f(", "e5", "\n", "I hope", "final answer is",
        @"\overline{", @"\lim_", "é", "√", "km/h", "m", "5 ", "per ", @"\mathrm{", @"\mu", @"\Omega", @"\$", "USD", "hours", "30 minutes",
        "或", "厘米", "个", @"\vec{AB}", @"\angle", @"\implies", @"\subset", @"\equiv", @"\pmod", "k", "twelve", "dozen", "th", "...", "333",
        "\u0301", "\uD83D", "H2O", "dog", "to", "squared", "°C", "52_8", @"\lor", "C_", "]", "[",
    ];

    /// <summary>Runs the inputs and prints what went wrong; the number of failures.</summary>
    public static int Run(int inputs, TextWriter output)
    {
        int failures = 0;
        (TimeSpan Time, string Text) slowest = (TimeSpan.Zero, "");
        for (int input = -WarmUp; input < inputs; input++)
        {
            string text = Pile((ulong)Math.Abs(input));
            AnswerVerdict? verdict = null;
            TimeSpan time;
            try
            {
                time = ThreadProcessorTime.Least(
                    () =>
                        verdict = new AnswerPair
                        {
                            Id = "",
                            Gold = text,
                            Candidate = text,
                        }.Judge(),
                    Attempts,
                    enough: input < 0 ? TimeSpan.MaxValue : slowest.Time
                );
            }
            catch (Exception exception)
            {
                failures++;
                output.WriteLine($"{exception.GetType().Name}: {text.ReplaceLineEndings(@"\n")}");
                continue;
            }

            slowest = input >= 0 && time > slowest.Time ? (time, text) : slowest;
            if (input >= 0 && !verdict!.AreEqual && verdict.LeftForm is not null)
            {
                failures++;
                output.WriteLine($"differs from itself: {text}");
            }
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{inputs:N0} inputs, {failures} failures, slowest {slowest.Time.TotalMilliseconds:F1} ms of processor time: "
                    + $"{slowest.Text.ReplaceLineEndings(@"\n")}"
            )
        );
        return failures;
    }

    private static string Pile(ulong input)
    {
        StringBuilder text = new();
        int length = CounterRandom.Below(30, Seed, input, 0, 0);
        for (int i = 1; i <= length; i++)
        {
            text.Append(Pieces[CounterRandom.Below(Pieces.Length, Seed, input, 1, (ulong)i)]);
        }

        return text.ToString();
    }
}
