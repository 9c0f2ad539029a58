namespace Empo.Stages.Templates.Values;

/// <summary>A floating-point number.</summary>
internal sealed class FloatValue(double value) : TemplateValue
{
    public double Value => value;

    public override string TypeName => "float";

    public override bool IsTrue => value != 0;
}
