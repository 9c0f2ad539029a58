using Empo.Stages.Templates.Syntax;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Evaluates expressions.</summary>
internal sealed class ExpressionEvaluator(TemplateRun run)
{
    public TemplateValue Evaluate(Expression expression, Scope scope)
    {
        run.Enter(expression.Line);
        var value = expression switch
        {
            Expression.Constant constant => constant.Value,
            Expression.Variable variable => Variable(variable.Name, scope),
            Expression.Items items => run.List([.. items.Values.Select(item => Evaluate(item, scope))], items.IsTuple),
            Expression.Pairs pairs => Dictionary(pairs, scope),
            Expression.Member member => Members.Member(Evaluate(member.Of, scope), member.Name, run),
            Expression.Item item => Members.Element(Evaluate(item.Of, scope), Evaluate(item.Index, scope), run),
            Expression.Slice slice => Slices.Of(
                Evaluate(slice.Of, scope),
                Optional(slice.Start, scope),
                Optional(slice.Stop, scope),
                Optional(slice.Step, scope),
                run
            ),
            Expression.Call call => Call(call, Arguments(call.Arguments, scope), scope),
            Expression.Filter filter => Filters.Apply(
                filter.Name,
                Evaluate(filter.Input!, scope),
                Arguments(filter.Arguments, scope),
                run
            ),
            Expression.Test test => BooleanValue.Of(
                Tests.Holds(test.Name, Evaluate(test.Input, scope), Arguments(test.Arguments, scope), run)
            ),
            Expression.Not not => BooleanValue.Of(!Evaluate(not.Operand, scope).IsTrue),
            Expression.Signed signed => Arithmetic.Signed(Evaluate(signed.Operand, scope), signed.IsNegative),
            Expression.Arithmetic arithmetic => Arithmetic.Apply(
                arithmetic.Operator,
                Evaluate(arithmetic.Left, scope),
                Evaluate(arithmetic.Right, scope),
                run
            ),
            Expression.Concatenation parts => new TextValue(
                TextOperations.Join(PromptText.Empty, [.. parts.Parts.Select(part => TextForm.Of(Evaluate(part, scope), run))], run)
            ),
            Expression.Logical logical => Logical(logical, scope),
            Expression.Comparison comparison => BooleanValue.Of(Holds(comparison, scope)),
            Expression.Conditional conditional => Evaluate(conditional.Condition, scope).IsTrue
                ? Evaluate(conditional.Then, scope)
                : Optional(conditional.Otherwise, scope) ?? new UndefinedValue("a condition without 'else' does not hold"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        run.Leave();
        return value;
    }

    /// <summary>Calls a value.</summary>
    /// <exception cref="TemplateException">It cannot be called.</exception>
    public TemplateValue Call(Expression.Call call, Arguments arguments, Scope scope)
    {
        var callee = Evaluate(call.Callee, scope);
        run.Line = call.Line;
        return callee switch
        {
            CallableValue function => function.Call(arguments),
            UndefinedValue undefined => throw undefined.Error,
            LoopValue => throw new TemplateException(TemplateFault.Unsupported, "a recursive loop"),
            _ => throw new TemplateException(TemplateFault.Value, $"a {callee.TypeName} cannot be called"),
        };
    }

    public Arguments Arguments(ArgumentList list, Scope scope)
    {
        var positional = list.Positional.Select(argument => Evaluate(argument, scope)).ToList();
        var named = list.Named.Select(argument => (argument.Name, Evaluate(argument.Value, scope))).ToList();
        if (list.Spread is not null)
        {
            positional.AddRange(Iteration.Of(Evaluate(list.Spread, scope), run));
        }

        if (list.NamedSpread is not null)
        {
            var spread = Evaluate(list.NamedSpread, scope);
            named.AddRange(
                spread is DictionaryValue dictionary
                    ? dictionary.Pairs.Select(pair => ((pair.Key as TextValue)?.Text ?? "", pair.Value))
                    : throw new TemplateException(TemplateFault.Value, $"a {spread.TypeName} follows '**' in a call")
            );
        }

        return new Arguments(positional, named);
    }

    private TemplateValue? Optional(Expression? expression, Scope scope) =>
        expression is null ? null : Evaluate(expression, scope);

    private TemplateValue Variable(string name, Scope scope) =>
        scope.Find(name) ?? Globals.Find(name, run) ?? new UndefinedValue($"'{name}' is undefined");

    private DictionaryValue Dictionary(Expression.Pairs pairs, Scope scope)
    {
        run.Spend(pairs.Values.Count);
        return new DictionaryValue(pairs.Values.Select(pair => (Evaluate(pair.Key, scope), Evaluate(pair.Value, scope))));
    }

    private TemplateValue Logical(Expression.Logical logical, Scope scope)
    {
        var left = Evaluate(logical.Left, scope);
        return left.IsTrue == logical.IsAnd ? Evaluate(logical.Right, scope) : left;
    }

    private bool Holds(Expression.Comparison comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (sign, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            run.Spend(Math.Min(left.Size, right.Size));
            if (!Holds(sign, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private bool Holds(string sign, TemplateValue left, TemplateValue right) => sign switch
    {
        "==" => ValueEquality.AreEqual(left, right),
        "!=" => !ValueEquality.AreEqual(left, right),
        "<" => Ordering.Compare(left, right) < 0,
        "<=" => Ordering.Compare(left, right) <= 0,
        ">" => Ordering.Compare(left, right) > 0,
        ">=" => Ordering.Compare(left, right) >= 0,
        "in" => Ordering.Contains(right, left, run),
        "not in" => !Ordering.Contains(right, left, run),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
