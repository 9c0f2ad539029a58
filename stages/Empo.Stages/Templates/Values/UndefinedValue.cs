namespace Empo.Stages.Templates.Values;

/// <summary>A variable or an element that does not exist. It is empty text in the output; most operations on it are errors.</summary>
/// <param name="what">What does not exist, as a sentence.</param>
internal sealed class UndefinedValue(string what) : TemplateValue
{
    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    /// <summary>The error of using it.</summary>
    public TemplateException Error => new(TemplateFault.Value, what);
}
