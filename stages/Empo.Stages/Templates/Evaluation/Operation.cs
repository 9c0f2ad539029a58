using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>A filter, a test or a method.</summary>
internal sealed class Operation
{
    private readonly string _name;
    private readonly List<string> _parameters = [];
    private readonly int _required;
    private readonly bool _takesMore;
    private readonly Func<TemplateValue, BoundArguments, TemplateRun, TemplateValue> _apply;

    /// <param name="name">For messages.</param>
    /// <param name="parameters">Names with spaces between; <c>name?</c> may be omitted, a final <c>*</c> takes any others.</param>
    /// <param name="apply">What it does with a value.</param>
    public Operation(string name, string parameters, Func<TemplateValue, BoundArguments, TemplateRun, TemplateValue> apply)
    {
        (_name, _apply) = (name, apply);
        foreach (var parameter in parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameter == "*")
            {
                _takesMore = true;
                continue;
            }

            _parameters.Add(parameter.TrimEnd('?'));
            _required += parameter.EndsWith('?') ? 0 : 1;
        }
    }

    /// <exception cref="TemplateException">The arguments do not fit, or the value has no such operation.</exception>
    public TemplateValue Apply(TemplateValue value, Arguments arguments, TemplateRun run)
    {
        run.Spend(value.Size);
        var bound = new TemplateValue?[_parameters.Count];
        var taken = Math.Min(arguments.Positional.Count, bound.Length);
        for (var i = 0; i < taken; i++)
        {
            bound[i] = arguments.Positional[i];
        }

        var named = new List<(string, TemplateValue)>();
        foreach (var (name, given) in arguments.Named)
        {
            var index = _parameters.IndexOf(name);
            if (index < 0)
            {
                named.Add((name, given));
            }
            else
            {
                bound[index] = bound[index] is null ? given : throw Wrong($"is given '{name}' twice");
            }
        }

        var rest = new Arguments([.. arguments.Positional.Skip(taken)], named);
        if (!_takesMore && (rest.Positional.Count > 0 || named.Count > 0))
        {
            throw Wrong(named.Count > 0 ? $"has no argument '{named[0].Item1}'" : $"takes at most {bound.Length} arguments");
        }

        return bound.Take(_required).Any(argument => argument is null)
            ? throw Wrong($"needs the argument '{_parameters[Array.IndexOf(bound, null)]}'")
            : _apply(value, new BoundArguments(_name, bound, rest), run);
    }

    private TemplateException Wrong(string what) => new(TemplateFault.Value, $"{_name} {what}");
}
