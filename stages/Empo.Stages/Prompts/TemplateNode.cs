namespace Empo.Stages.Prompts;

/// <summary>A piece of a chat template's source. Code is a list of tokens; a literal is a quotation mark followed by its value.</summary>
internal abstract record TemplateNode
{
    /// <summary><c>{{ … }}</c>.</summary>
    public sealed record Output(IReadOnlyList<string> Code) : TemplateNode;

    /// <summary><c>{% set … %}</c>.</summary>
    public sealed record Set(IReadOnlyList<string> Code) : TemplateNode;

    /// <summary><c>{% for … %}</c> to its <c>endfor</c>.</summary>
    public sealed record For(IReadOnlyList<string> Code, IReadOnlyList<TemplateNode> Body) : TemplateNode;

    /// <summary><c>{% if … %}</c> to its <c>endif</c>; an <c>else</c> has no condition.</summary>
    public sealed record If(IReadOnlyList<(IReadOnlyList<string> Condition, IReadOnlyList<TemplateNode> Body)> Branches) : TemplateNode;

    /// <summary>Whether rendering it can produce text.</summary>
    public bool Writes => this switch
    {
        Output => true,
        For loop => loop.Body.Any(node => node.Writes),
        If choice => choice.Branches.Any(branch => branch.Body.Any(node => node.Writes)),
        _ => false,
    };
}
