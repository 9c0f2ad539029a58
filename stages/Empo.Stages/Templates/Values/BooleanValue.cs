namespace Empo.Stages.Templates.Values;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BooleanValue : TemplateValue
{
    private BooleanValue(bool value) => IsTrue = value;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public override string TypeName => "bool";

    public override bool IsTrue { get; }

    public static BooleanValue Of(bool value) => value ? True : False;
}
