using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Empo.Stages.Scoring;

/// <summary>Reads what a reward program writes: for each question a line with a JSON array of G numbers.</summary>
internal sealed class RewardLines(string file, IReadOnlyList<AnsweredGroup> groups, StreamReader output)
{
    /// <summary>Longest line in characters; G numbers need a fraction of it.</summary>
    private const int MaxLine = 1 << 20;

    private const int Shown = 80;

    private int _line;

    /// <summary>Whether a line was wrong, as opposed to lines that are missing.</summary>
    public bool IsWrong { get; private set; }

    /// <summary>[questions][G] finite numbers.</summary>
    /// <exception cref="UserError">EMPO4122 with the line.</exception>
    public double[][] Read()
    {
        var rewards = new double[groups.Count][];
        for (var question = 0; question < rewards.Length; question++)
        {
            rewards[question] = Numbers(
                Next() ?? throw Wrong($"it wrote {question} lines for {groups.Count} questions. Write one line for each", missing: true),
                groups[question].Samples.Count
            );
        }

        return Next() is { } more
            ? throw Wrong(
                $"it wrote more lines than there are questions ({groups.Count}): {Start(more)}. Write anything else to standard error"
            )
            : rewards;
    }

    private double[] Numbers(string line, int samples)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                double[] numbers = [.. document.RootElement.EnumerateArray().Select(number => number.GetDouble())];
                return numbers.Length == samples && numbers.All(double.IsFinite)
                    ? numbers
                    : throw Wrong($"{numbers.Length} numbers for {samples} responses, or one that is not finite: {Start(line)}");
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // NaN and Infinity are no JSON.
        }

        throw Wrong($"the line is no JSON array of numbers: {Start(line)}. Write {samples} finite numbers as in [0, 0.5, 1]");
    }

    /// <summary>The next line that is not blank, of bounded length; null at the end.</summary>
    private string? Next()
    {
        var text = new StringBuilder();
        for (var character = output.Read(); character >= 0; character = output.Read())
        {
            if (character != '\n')
            {
                text.Append((char)character);
                if (text.Length > MaxLine)
                {
                    _line++;
                    throw Wrong($"a line is longer than {MaxLine >> 20} MB");
                }
            }
            else if (EndOfLine(text) is { } line)
            {
                return line;
            }
        }

        return EndOfLine(text);
    }

    private string? EndOfLine(StringBuilder text)
    {
        var line = text.ToString().Trim();
        text.Clear();
        _line += line.Length > 0 ? 1 : 0;
        return line.Length > 0 ? line : null;
    }

    private static string Start(string line) => $"'{(line.Length > Shown ? line[..Shown] + "..." : line)}'";

    private UserError Wrong(string why, bool missing = false)
    {
        IsWrong = !missing;
        return new UserError(
            "EMPO4122",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The reward program's output is wrong at line {_line}: {why}. No reward was stored."
            ),
            file
        );
    }
}
