namespace Empo.Stages.Templates.Syntax;

/// <summary>Kinds of tokens in a template's source.</summary>
internal enum TokenKind
{
    /// <summary>Text outside of tags, after white space control.</summary>
    Data,

    /// <summary><c>{{</c>.</summary>
    OutputBegin,

    /// <summary><c>}}</c>.</summary>
    OutputEnd,

    /// <summary><c>{%</c>.</summary>
    BlockBegin,

    /// <summary><c>%}</c>.</summary>
    BlockEnd,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>The value of a quoted literal.</summary>
    Text,

    /// <summary>A whole number, in decimal digits.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent.</summary>
    Float,

    /// <summary>An operator or a bracket.</summary>
    Operator,

    /// <summary>The end of the source.</summary>
    End,
}
