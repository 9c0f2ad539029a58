namespace Empo.Stages.Tokenization;

/// <summary>A step of the normalizer that puts a text before others, or replaces one by another.</summary>
/// <param name="Old">What is replaced; empty where <paramref name="New"/> is put before the text.</param>
internal sealed record TextReplacement(string Old, string New)
{
    public string Apply(string text) =>
        Old.Length > 0 ? text.Replace(Old, New, StringComparison.Ordinal)
        : text.Length > 0 ? New + text
        : text;
}
