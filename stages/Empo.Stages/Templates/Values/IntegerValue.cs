namespace Empo.Stages.Templates.Values;

/// <summary>A whole number. Python's are unbounded; here 64 bits must do.</summary>
internal sealed class IntegerValue(long value) : TemplateValue
{
    public long Value => value;

    public override string TypeName => "int";

    public override bool IsTrue => value != 0;
}
