using Empo.Stages.Templates.Evaluation;

namespace Empo.Stages.Templates.Values;

/// <summary>The variable <c>loop</c> in a <c>for</c>.</summary>
/// <param name="items">All items of the loop.</param>
/// <param name="nesting">Number of loops around this one.</param>
internal sealed class LoopValue(IReadOnlyList<TemplateValue> items, int nesting) : TemplateValue
{
    private TemplateValue[]? _changed;

    /// <summary>Index of the item in turn.</summary>
    public int Index { get; set; }

    /// <summary>Number of loops around this one.</summary>
    public int Nesting => nesting;

    public override string TypeName => "loop";

    public override bool IsTrue => true;

    /// <summary>A field or a function of the loop; null where it has none of that name.</summary>
    public TemplateValue? Find(string name) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(items.Count - Index),
        "revindex0" => new IntegerValue(items.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Count - 1),
        "length" => new IntegerValue(items.Count),
        "depth" => new IntegerValue(nesting + 1),
        "depth0" => new IntegerValue(nesting),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("there is no next item"),
        "cycle" => new CallableValue("cycle", Cycle),
        "changed" => new CallableValue("changed", Changed),
        _ => null,
    };

    private TemplateValue Cycle(Arguments arguments) =>
        arguments.Positional.Count > 0
            ? arguments.Positional[Index % arguments.Positional.Count]
            : throw new TemplateException(TemplateFault.Value, "loop.cycle() has nothing to cycle through");

    private BooleanValue Changed(Arguments arguments)
    {
        var before = _changed;
        _changed = [.. arguments.Positional];
        return BooleanValue.Of(
            before is null
                || before.Length != _changed.Length
                || !before.Zip(_changed).All(pair => ValueEquality.AreEqual(pair.First, pair.Second))
        );
    }
}
