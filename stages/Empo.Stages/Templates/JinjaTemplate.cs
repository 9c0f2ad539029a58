using Empo.Stages.Templates.Evaluation;
using Empo.Stages.Templates.Syntax;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates;

/// <summary>
/// A chat template in the Jinja that Hugging Face documents for chat templates: Jinja2's sandbox with <c>trim_blocks</c>,
/// <c>lstrip_blocks</c>, loop controls, <c>raise_exception</c>, <c>strftime_now</c>, its own <c>tojson</c> and <c>generation</c>. Where
/// implementations differ, Jinja2 3.1 with the settings of transformers is followed.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly IReadOnlyList<Statement> _statements;

    private JinjaTemplate(IReadOnlyList<Statement> statements, IReadOnlySet<string> variables) =>
        (_statements, Variables) = (statements, variables);

    /// <summary>
    /// Names that the template may read as variables. Names of members, of arguments, of what is assigned and of loop variables do not
    /// count, where they are not read elsewhere too.
    /// </summary>
    public IReadOnlySet<string> Variables { get; }

    /// <exception cref="TemplateException">It is no Jinja, or uses what is not implemented.</exception>
    public static JinjaTemplate Read(string source)
    {
        var tokens = TemplateLexer.Read(source);
        var statements = StatementParser.Read(tokens);
        return new JinjaTemplate(statements, NamesRead(tokens));
    }

    private static HashSet<string> NamesRead(IReadOnlyList<Token> tokens)
    {
        var (names, inTargets) = (new HashSet<string>(StringComparer.Ordinal), false);
        for (var i = 0; i < tokens.Count; i++)
        {
            var (token, next) = (tokens[i], i + 1 < tokens.Count ? tokens[i + 1] : default);

            // Between "for" and "in" are the loop's own variables.
            inTargets = token.Kind == TokenKind.BlockBegin
                ? next.Is(TokenKind.Name, "for")
                : inTargets && !token.Is(TokenKind.Name, "in");
            var isMember = i > 0 && tokens[i - 1].Is(TokenKind.Operator, ".");
            var isAssigned = next.Is(TokenKind.Operator, "="); // also the name of an argument
            if (token.Kind == TokenKind.Name && !inTargets && !isMember && !isAssigned)
            {
                names.Add(token.Text);
            }
        }

        return names;
    }

    /// <param name="variables">What the template can read besides the global functions.</param>
    /// <param name="date">Today for the template; null refuses one that asks.</param>
    /// <param name="characters">Length of the conversation, which its steps may grow with.</param>
    /// <exception cref="TemplateException">With a line.</exception>
    public PromptText Render(IEnumerable<(string Name, TemplateValue Value)> variables, DateOnly? date, long characters)
    {
        var run = new TemplateRun(TemplateLimits.Steps + (TemplateLimits.StepsPerCharacter * characters), date);
        var scope = new Scope();
        foreach (var (name, value) in variables)
        {
            scope.Set(name, value);
        }

        try
        {
            return new StatementRenderer(run).Capture(_statements, scope);
        }
        catch (TemplateException exception) when (exception.Line == 0)
        {
            throw exception.At(run.Line);
        }
    }
}
