using System.Text;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>The choices of a multiple-choice question, lettered from A.</summary>
/// <remarks>Example: <c>Choices(["4", "5"])</c> below <c>2+2?</c> reads <c>2+2?⏎A. 4⏎B. 5</c>, and the answer 0 is <c>A</c>.</remarks>
internal sealed class Choices(IReadOnlyList<string> texts)
{
    private const int Most = 26;

    /// <exception cref="FormatException">The value is no list of 2 to 26 texts or numbers.</exception>
    public static Choices Of(RowValue value)
    {
        var texts = value.Items?.Select(item => item.Scalar).ToArray();
        return texts is { Length: >= 2 and <= Most } && texts.All(text => text is not null)
            ? new Choices(texts!)
            : throw new FormatException($"the options are no list of 2 to {Most} texts");
    }

    /// <summary>The question with one line a choice below it.</summary>
    public string Below(string question)
    {
        var text = new StringBuilder(question.TrimEnd());
        for (var i = 0; i < texts.Count; i++)
        {
            text.Append('\n').Append((char)('A' + i)).Append(". ").Append(texts[i].Trim());
        }

        return text.ToString();
    }

    /// <summary>The letter of the answer, given as a letter, a position from 0, or the text of a choice.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public string Letter(RowValue answer)
    {
        var text = (answer.Items is [var first, ..] ? first : answer).Scalar?.Trim() ?? "";
        var letter = text is [>= 'A' and <= 'Z'] ? text[0] - 'A' : -1;
        var index = letter >= 0 && letter < texts.Count ? letter : Position(answer, text);
        return index >= 0 && index < texts.Count
            ? ((char)('A' + index)).ToString()
            : throw new FormatException($"the answer '{text}' is no letter, position or text of one of the {texts.Count} options");
    }

    /// <summary>A text that is one of the choices wins over a position: the choice 3 of (2, 3, 4) is B.</summary>
    private int Position(RowValue answer, string text)
    {
        var same = answer.Text is null ? -1 : texts.Select(choice => choice.Trim()).ToList().IndexOf(text);
        return same >= 0 ? same : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var position) ? position : -1;
    }
}
