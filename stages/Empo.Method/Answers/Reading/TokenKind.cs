
namespace Empo.Method.Answers.Reading;

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>Digits, possibly with a point or an exponent; thousands separators are gone.</summary>
    Number,

    /// <summary>One letter.</summary>
    Letter,

    /// <summary>A LaTeX command with its backslash; plain function names become commands too.</summary>
    Command,

    /// <summary>A single character such as <c>+</c> or <c>(</c>, or a two-character relation.</summary>
    Sign,

    /// <summary>
    /// Content of <c>\text{…}</c> and similar commands, and plain words with a meaning (<c>and</c>, <c>percent</c>, units).
    /// </summary>
    Text,

    /// <summary>A unit by its canonical name, as <see cref="UnitMarker"/> found it.</summary>
    Unit,

    /// <summary>The end of the answer.</summary>
    End,
}
