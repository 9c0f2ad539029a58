namespace Empo.Stages.Templates.Syntax;

/// <summary>A macro, or the body of a <c>call</c> block.</summary>
/// <param name="Name">As in messages.</param>
/// <param name="Parameters">Names and default values.</param>
/// <param name="Body">What it renders.</param>
/// <param name="Extras">Which of <c>varargs</c>, <c>kwargs</c> and <c>caller</c> the body names; only those are taken.</param>
internal sealed record MacroDefinition(
    string Name,
    IReadOnlyList<(string Name, Expression? Default)> Parameters,
    IReadOnlyList<Statement> Body,
    IReadOnlySet<string> Extras
);
