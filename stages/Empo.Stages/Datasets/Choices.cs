using System.Text;
using Empo.Method.Answers;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>The choices of a multiple-choice question, lettered from A.</summary>
/// <remarks>Example: <c>Choices(["4", "5"])</c> below <c>2+2?</c> reads <c>2+2?⏎A. 4⏎B. 5</c>, and the answer 0 is <c>A</c>.</remarks>
/// <param name="texts">The choices.</param>
/// <param name="labels">The dataset's own labels of the choices (<c>1</c> to <c>4</c>); empty where it has none.</param>
internal sealed class Choices(IReadOnlyList<string> texts, IReadOnlyList<string> labels)
{
    private const int Most = 26;

    /// <exception cref="FormatException">The value is not a list of 2 to 26 texts or numbers.</exception>
    public static Choices Of(RowValue value)
    {
        // Datasets of AI2 and others hold {text: [...], label: [...]}.
        var names = value.Fields?.GetValueOrDefault("label")?.Items?.Select(item => item.Scalar?.Trim() ?? "").ToArray() ?? [];
        var texts = (value.Fields?.GetValueOrDefault("text") ?? value).Items?.Select(item => item.Scalar).ToArray();
        return texts is { Length: >= 2 and <= Most } && texts.All(text => text is not null)
            ? new Choices(texts!, names.Length == texts.Length ? names : [])
            : throw new FormatException($"the options are no list of 2 to {Most} texts");
    }

    /// <summary>The question, followed by one line per choice.</summary>
    public string Below(string question)
    {
        var text = new StringBuilder(question.TrimEnd());
        for (var i = 0; i < texts.Count; i++)
        {
            text.Append('\n').Append((char)('A' + i)).Append(". ").Append(texts[i].Trim());
        }

        return text.ToString();
    }

    /// <summary>
    /// The letter of the answer. The answer may be the dataset's own label of a choice, a letter, a position from 0, the text of a choice,
    /// or a text that decides on a letter (<c>(B)</c>, <c>B. five</c>, <c>The answer is B</c>).
    /// </summary>
    /// <exception cref="FormatException">The answer has none of these forms.</exception>
    public string Letter(RowValue answer)
    {
        var text = (answer.Items is [var first, ..] ? first : answer).Scalar?.Trim() ?? "";
        var letter = text is [>= 'A' and <= 'Z'] ? text[0] - 'A' : -1;
        var index = labels.Count > 0 && labels.ToList().IndexOf(text) is var named and >= 0 ? named
            : letter >= 0 && letter < texts.Count ? letter
            : Position(answer, text) is var position and not -1 ? position
            : text is [>= 'A' and <= 'Z', '.' or ')' or ':', ' ', ..] ? text[0] - 'A'
            : AnswerExtraction.Extract(text, ExtractionPolicy.Choice) is [var settled] && text.Length > 1 ? settled - 'A' : -1;
        return index >= 0 && index < texts.Count
            ? ((char)('A' + index)).ToString()
            : throw new FormatException($"the answer '{text}' is no letter, position (from 0) or text of one of the {texts.Count} options");
    }

    /// <summary>A text that equals a choice takes precedence over a position: the answer 3 among (2, 3, 4) is B.</summary>
    private int Position(RowValue answer, string text)
    {
        var same = answer.Text is null ? -1 : texts.Select(choice => choice.Trim()).ToList().IndexOf(text);
        return same >= 0 ? same
            : int.TryParse(
                text,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var position
            )
                ? position
            : -1;
    }
}
