using System.Globalization;

namespace Empo.Stages.Datasets;

/// <summary>Recognises texts without a visible character.</summary>
internal static class BlankText
{
    /// <summary>
    /// Whether a text is empty or holds only white space and signs that cannot be seen (a zero-width space, a byte order mark, control
    /// characters).
    /// </summary>
    public static bool Is(string text) =>
        text.All(character =>
            char.IsWhiteSpace(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Control
        );
}
