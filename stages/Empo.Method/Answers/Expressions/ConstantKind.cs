namespace Empo.Method.Answers.Expressions;

/// <summary>The constants that answers name by a letter or command.</summary>
internal enum ConstantKind
{
    /// <summary>π</summary>
    Pi,

    /// <summary>Euler's number.</summary>
    Euler,

    /// <summary>The imaginary unit.</summary>
    Imaginary,

    /// <summary>∞, as the end of an interval.</summary>
    Infinity,
}
