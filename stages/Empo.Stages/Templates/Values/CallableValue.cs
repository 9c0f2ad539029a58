using Empo.Stages.Templates.Evaluation;

namespace Empo.Stages.Templates.Values;

/// <summary>A function, a method of a value, or a macro.</summary>
/// <param name="name">For messages.</param>
/// <param name="apply">What a call does.</param>
internal sealed class CallableValue(string name, Func<Arguments, TemplateValue> apply) : TemplateValue
{
    public string Name => name;

    public override string TypeName => "function";

    public override bool IsTrue => true;

    public TemplateValue Call(Arguments arguments) => apply(arguments);
}
