using Empo.Stages.Templates.Syntax;
using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Gives the parameters of a macro their values.</summary>
internal static class MacroArguments
{
    /// <param name="definition">The macro.</param>
    /// <param name="arguments">Of the call.</param>
    /// <param name="scope">Where the parameters become variables.</param>
    /// <param name="evaluate">Evaluates a default in that scope, where earlier parameters already have their values.</param>
    /// <param name="run">Pays for lists of further arguments.</param>
    /// <exception cref="TemplateException">There are too many arguments, or one of an unknown name.</exception>
    public static void Bind(
        MacroDefinition definition,
        Arguments arguments,
        Scope scope,
        Func<Expression, TemplateValue> evaluate,
        TemplateRun run
    )
    {
        var named = arguments.Named.ToList();
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var (name, otherwise) = definition.Parameters[i];
            var place = named.FindIndex(argument => argument.Name == name);
            var value = i < arguments.Positional.Count ? arguments.Positional[i] : place >= 0 ? named[place].Value : null;
            if (place >= 0)
            {
                named.RemoveAt(place);
            }

            scope.Set(name, value ?? (otherwise is null ? new UndefinedValue($"parameter '{name}' was not given") : evaluate(otherwise)));
        }

        var caller = named.FindIndex(argument => argument.Name == "caller");
        Extra(definition, "caller", caller >= 0 ? Taken(named, caller) : null, scope);
        Extra(definition, "kwargs", named.Count == 0 ? null : Dictionary(named), scope, new DictionaryValue([]));
        TemplateValue[] further = [.. arguments.Positional.Skip(definition.Parameters.Count)];
        Extra(definition, "varargs", further.Length == 0 ? null : run.List(further, isTuple: true), scope, run.List([], isTuple: true));
    }

    private static void Extra(MacroDefinition definition, string name, TemplateValue? value, Scope scope, TemplateValue? otherwise = null)
    {
        if (!definition.Extras.Contains(name))
        {
            if (value is not null)
            {
                throw new TemplateException(
                    TemplateFault.Value,
                    $"the macro '{definition.Name}' takes no {name}, or not so many arguments"
                );
            }

            return;
        }

        scope.Set(name, value ?? otherwise ?? new UndefinedValue("no caller is defined"));
    }

    private static TemplateValue Taken(List<(string Name, TemplateValue Value)> named, int at)
    {
        var value = named[at].Value;
        named.RemoveAt(at);
        return value;
    }

    private static DictionaryValue Dictionary(List<(string Name, TemplateValue Value)> named) =>
        new(named.Select(argument => ((TemplateValue)TextValue.OfMarkup(argument.Name), argument.Value)));
}
