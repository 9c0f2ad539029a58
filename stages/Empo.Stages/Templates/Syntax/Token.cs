namespace Empo.Stages.Templates.Syntax;

/// <summary>A token of a template's source.</summary>
/// <param name="Text">Its text; of a literal, its value.</param>
/// <param name="Line">From 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    public bool Is(TokenKind kind, string text) => Kind == kind && Text == text;

    /// <summary>For messages.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.Data => "text outside of tags",
        TokenKind.OutputBegin => "{{",
        TokenKind.OutputEnd => "}}",
        TokenKind.BlockBegin => "{%",
        TokenKind.BlockEnd => "%}",
        TokenKind.End => "the end of the template",
        TokenKind.Name or TokenKind.Text or TokenKind.Integer or TokenKind.Float or TokenKind.Operator => $"'{Text}'",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
