namespace Empo.Stages.Tokenization;

/// <summary>
/// A prompt's text and its plain parts. In a plain part, text that looks like a special token stays ordinary text, so that no question can
/// close its turn or open another.
/// </summary>
internal sealed class PromptText
{
    private PromptText(string text, IReadOnlyList<(int Start, int End)> plainParts) => (Text, PlainParts) = (text, plainParts);

    public static PromptText Empty { get; } = new("", []);

    public string Text { get; }

    /// <summary>Start and end of each plain part, in order; none is empty and no two touch.</summary>
    public IReadOnlyList<(int Start, int End)> PlainParts { get; }

    /// <summary>A text in which special tokens are recognised.</summary>
    public static PromptText OfMarkup(string text) => new(text, []);

    /// <summary>A text in which they are not.</summary>
    public static PromptText OfPlain(string text) => text.Length == 0 ? Empty : new(text, [(0, text.Length)]);

    /// <summary>A text whose parts are known.</summary>
    public static PromptText OfParts(string text, IReadOnlyList<(int Start, int End)> plainParts) => new(text, plainParts);

    /// <summary>Appends text in which special tokens are recognised.</summary>
    public PromptText Markup(string text) => new PromptTextBuilder().Append(this).Append(text, isPlain: false).Build();

    /// <summary>Appends text in which they are not.</summary>
    public PromptText Plain(string text) => new PromptTextBuilder().Append(this).Append(text, isPlain: true).Build();

    /// <summary>The characters from <paramref name="start"/> up to before <paramref name="end"/>.</summary>
    public PromptText Slice(int start, int end) =>
        start == 0 && end == Text.Length ? this : new PromptTextBuilder().Append(this, start, end).Build();

    /// <summary>Whether a character belongs to a plain part.</summary>
    public bool IsPlain(int at) => PlainPartFrom(at) is var part && part < PlainParts.Count && PlainParts[part].Start <= at;

    /// <summary>Index of the first plain part that ends after a character.</summary>
    public int PlainPartFrom(int at)
    {
        var (low, high) = (0, PlainParts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = PlainParts[middle].End <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
