using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>Puts a <see cref="PromptText"/> together from pieces of others.</summary>
internal sealed class PromptTextBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int End)> _plain = [];

    public int Length => _text.Length;

    public PromptTextBuilder Append(string text, bool isPlain)
    {
        _text.Append(text);
        return isPlain ? Mark(_text.Length - text.Length, _text.Length) : this;
    }

    public PromptTextBuilder Append(PromptText text) => Append(text, 0, text.Text.Length);

    /// <summary>Appends the characters of a text from <paramref name="start"/> up to before <paramref name="end"/>.</summary>
    public PromptTextBuilder Append(PromptText text, int start, int end)
    {
        var shift = _text.Length - start;
        _text.Append(text.Text, start, end - start);
        for (var i = text.PlainPartFrom(start); i < text.PlainParts.Count && text.PlainParts[i].Start < end; i++)
        {
            Mark(Math.Max(text.PlainParts[i].Start, start) + shift, Math.Min(text.PlainParts[i].End, end) + shift);
        }

        return this;
    }

    public PromptText Build() => PromptText.OfParts(_text.ToString(), [.. _plain]);

    private PromptTextBuilder Mark(int start, int end)
    {
        if (start == end)
        {
            return this;
        }

        if (_plain.Count > 0 && _plain[^1].End == start)
        {
            _plain[^1] = (_plain[^1].Start, end);
        }
        else
        {
            _plain.Add((start, end));
        }

        return this;
    }
}
