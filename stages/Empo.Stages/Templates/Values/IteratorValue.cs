namespace Empo.Stages.Templates.Values;

/// <summary>
/// What some filters give (<c>map</c>, <c>select</c>, <c>reverse</c>): it counts as true even without items, and gives them only once.
/// </summary>
internal sealed class IteratorValue(IReadOnlyList<TemplateValue> items) : TemplateValue
{
    private IReadOnlyList<TemplateValue> _items = items;

    public override string TypeName => "generator";

    public override bool IsTrue => true;

    public override int Depth { get; } = DepthOver(items);

    public override long Size { get; } = SizeOver(items);

    /// <summary>The items; afterwards there are none left.</summary>
    public IReadOnlyList<TemplateValue> Take()
    {
        var items = _items;
        _items = [];
        return items;
    }
}
