namespace Empo.Method.Answers.Extraction;

/// <summary>A part of a text.</summary>
internal readonly record struct TextPlace(int Start, int Length)
{
    public int End => Start + Length;

    public string In(string text) => text.Substring(Start, Length);
}
