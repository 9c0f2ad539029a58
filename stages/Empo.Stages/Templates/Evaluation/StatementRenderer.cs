using Empo.Stages.Templates.Syntax;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Renders statements into the current output.</summary>
internal sealed class StatementRenderer
{
    private readonly TemplateRun _run;
    private readonly ExpressionEvaluator _expressions;
    private PromptTextBuilder _output = new();

    public StatementRenderer(TemplateRun run) => (_run, _expressions) = (run, new ExpressionEvaluator(run));

    /// <summary>Renders statements into a text of their own.</summary>
    public PromptText Capture(IReadOnlyList<Statement> statements, Scope scope)
    {
        var outer = _output;
        _output = new PromptTextBuilder();
        Render(statements, scope);
        var text = _output.Build();
        _output = outer;
        return text;
    }

    private LoopExit Render(IReadOnlyList<Statement> statements, Scope scope)
    {
        foreach (var statement in statements)
        {
            _run.Enter(statement.Line);
            var exit = Render(statement, scope);
            _run.Leave();
            if (exit != LoopExit.None)
            {
                return exit;
            }
        }

        return LoopExit.None;
    }

    private LoopExit Render(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case Statement.Data data:
                Write(PromptText.OfMarkup(data.Text));
                break;
            case Statement.Output output:
                Write(TextForm.Of(_expressions.Evaluate(output.Value, scope), _run));
                break;
            case Statement.If choice:
                return Choose(choice, scope);
            case Statement.For loop:
                return Loop(loop, scope);
            case Statement.Assign set:
                Assign(set.Target, _expressions.Evaluate(set.Value, scope), scope);
                break;
            case Statement.AssignText set:
                Assign(set.Target, Filtered(set.Filters, new TextValue(Capture(set.Body, new Scope(scope))), scope), scope);
                break;
            case Statement.FilterText filter:
                Write(TextForm.Of(Filtered(filter.Filters, new TextValue(Capture(filter.Body, new Scope(scope))), scope), _run));
                break;
            case Statement.Macro macro:
                scope.Set(macro.Definition.Name, Macro(macro.Definition, scope));
                break;
            case Statement.Call call:
                Write(Called(call, scope));
                break;
            case Statement.Scoped scoped:
                return Inside(scoped, scope);
            case Statement.Break:
                return LoopExit.Break;
            case Statement.Continue:
                return LoopExit.Continue;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return LoopExit.None;
    }

    private void Write(PromptText text)
    {
        _run.SpendText(text.Text.Length);
        _output.Append(text);
    }

    private LoopExit Choose(Statement.If choice, Scope scope)
    {
        foreach (var (condition, body) in choice.Branches)
        {
            if (_expressions.Evaluate(condition, scope).IsTrue)
            {
                return Render(body, scope);
            }
        }

        return Render(choice.Otherwise, scope);
    }

    private LoopExit Loop(Statement.For loop, Scope scope)
    {
        var items = Chosen(loop, Iteration.Of(_expressions.Evaluate(loop.Source, scope), _run), scope);
        if (items.Count == 0)
        {
            return Render(loop.Otherwise, new Scope(scope));
        }

        var state = new LoopValue(items, scope.Loops);
        for (var i = 0; i < items.Count; i++)
        {
            state.Index = i;
            var body = new Scope(scope) { Loops = scope.Loops + 1 };
            body.Set("loop", state);
            Assign(loop.Target, items[i], body);
            if (Render(loop.Body, body) == LoopExit.Break)
            {
                break;
            }
        }

        return LoopExit.None;
    }

    private IReadOnlyList<TemplateValue> Chosen(Statement.For loop, IReadOnlyList<TemplateValue> items, Scope scope)
    {
        if (loop.Filter is null)
        {
            return items;
        }

        var chosen = new List<TemplateValue>();
        foreach (var item in items)
        {
            var inner = new Scope(scope);
            Assign(loop.Target, item, inner);
            if (_expressions.Evaluate(loop.Filter, inner).IsTrue)
            {
                chosen.Add(item);
            }
        }

        return chosen;
    }

    private LoopExit Inside(Statement.Scoped scoped, Scope scope)
    {
        var inner = new Scope(scope);
        foreach (var (target, value) in scoped.Variables)
        {
            Assign(target, _expressions.Evaluate(value, scope), inner);
        }

        return Render(scoped.Body, inner);
    }

    private TemplateValue Filtered(IReadOnlyList<Expression.Filter> filters, TemplateValue value, Scope scope) =>
        filters.Aggregate(value, (text, filter) => Filters.Apply(filter.Name, text, _expressions.Arguments(filter.Arguments, scope), _run));

    private void Assign(AssignmentTarget target, TemplateValue value, Scope scope)
    {
        switch (target)
        {
            case AssignmentTarget.Variable variable:
                scope.Set(variable.Name, value);
                break;
            case AssignmentTarget.Field field when scope.Find(field.Namespace) is NamespaceValue made:
                made.Fields[field.Name] = value;
                break;
            case AssignmentTarget.Field field:
                throw new TemplateException(TemplateFault.Value, $"'{field.Namespace}' is no namespace, so '{field.Name}' cannot be set");
            case AssignmentTarget.Several several:
                var parts = Iteration.Of(value, _run);
                if (parts.Count != several.Targets.Count)
                {
                    throw new TemplateException(
                        TemplateFault.Value,
                        $"{several.Targets.Count} variables are given {parts.Count} values"
                    );
                }

                for (var i = 0; i < parts.Count; i++)
                {
                    Assign(several.Targets[i], parts[i], scope);
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private CallableValue Macro(MacroDefinition definition, Scope scope) => new(definition.Name, arguments =>
    {
        _run.Enter(_run.Line);
        var inner = new Scope(scope) { Loops = 0 };
        MacroArguments.Bind(definition, arguments, inner, value => _expressions.Evaluate(value, inner), _run);
        var text = new TextValue(Capture(definition.Body, inner));
        _run.Leave();
        return text;
    });

    private PromptText Called(Statement.Call call, Scope scope)
    {
        var arguments = _expressions.Arguments(call.Callee.Arguments, scope);
        var caller = Macro(call.Caller, scope);
        return TextForm.Of(
            _expressions.Call(call.Callee, arguments with { Named = [.. arguments.Named, ("caller", caller)] }, scope),
            _run
        );
    }

    /// <summary>How statements ended.</summary>
    private enum LoopExit
    {
        None,
        Break,
        Continue,
    }
}
