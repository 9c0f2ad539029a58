namespace Empo.Stages.Templates.Values;

/// <summary><c>namespace(…)</c>: the only value whose fields a template may set.</summary>
internal sealed class NamespaceValue : TemplateValue
{
    public Dictionary<string, TemplateValue> Fields { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "namespace";

    public override bool IsTrue => true;
}
