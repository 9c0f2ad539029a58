namespace Empo.Stages.Templates.Values;

/// <summary><c>none</c>.</summary>
internal sealed class NoneValue : TemplateValue
{
    private NoneValue()
    {
    }

    public static NoneValue Instance { get; } = new();

    public override string TypeName => "NoneType";

    public override bool IsTrue => false;
}
