namespace Empo.Stages.Templates.Values;

/// <summary>A list or a tuple. The sandbox lets no template change one.</summary>
internal sealed class ListValue : TemplateValue
{
    public ListValue(IReadOnlyList<TemplateValue> items, bool isTuple = false) =>
        (Items, IsTuple, Depth, Size) = (items, isTuple, DepthOver(items), SizeOver(items));

    public IReadOnlyList<TemplateValue> Items { get; }

    public bool IsTuple { get; }

    public override string TypeName => IsTuple ? "tuple" : "list";

    public override bool IsTrue => Items.Count > 0;

    public override int Depth { get; }

    public override long Size { get; }
}
