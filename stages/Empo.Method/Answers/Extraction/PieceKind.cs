namespace Empo.Method.Answers.Extraction;

/// <summary>The role of a piece of a sentence in an expression.</summary>
internal enum PieceKind
{
    /// <summary>A number, with its currency.</summary>
    Number,

    /// <summary>A variable or a constant of one letter, or a short product of them.</summary>
    Letter,

    /// <summary>A formula between delimiters.</summary>
    Formula,

    /// <summary>A LaTeX command with its arguments, the name of a function, a constant.</summary>
    Command,

    /// <summary>A bracket and what it holds.</summary>
    Group,

    /// <summary>An operator or a relation.</summary>
    Sign,

    /// <summary>A word, or anything else that ends an expression.</summary>
    Word,
}
