namespace Empo.Stages.Templates.Values;

/// <summary>A dictionary in the order of insertion. The sandbox lets no template change one.</summary>
internal sealed class DictionaryValue : TemplateValue
{
    private readonly Dictionary<TemplateValue, TemplateValue> _values = new(ValueEquality.Keys);
    private readonly List<TemplateValue> _keys = [];

    /// <param name="pairs">In order; a later value of the same key counts, at the place of the first.</param>
    /// <exception cref="TemplateException">A key cannot be one.</exception>
    public DictionaryValue(IEnumerable<(TemplateValue Key, TemplateValue Value)> pairs)
    {
        foreach (var (key, value) in pairs)
        {
            if (_values.TryAdd(key, value))
            {
                _keys.Add(key);
            }
            else
            {
                _values[key] = value;
            }
        }

        Depth = DepthOver(_values.Values);
        Size = SizeOver(_values.Values) + SizeOver(_keys);
    }

    public IReadOnlyList<TemplateValue> Keys => _keys;

    public IEnumerable<(TemplateValue Key, TemplateValue Value)> Pairs => _keys.Select(key => (key, _values[key]));

    public override string TypeName => "dict";

    public override bool IsTrue => _keys.Count > 0;

    public override int Depth { get; }

    public override long Size { get; }

    /// <summary>The value of a key; null where there is none.</summary>
    public TemplateValue? Find(TemplateValue key) => ValueEquality.IsKey(key) ? _values.GetValueOrDefault(key) : null;

    /// <summary>Whether it has a key.</summary>
    /// <exception cref="TemplateException">The value cannot be a key.</exception>
    public bool Holds(TemplateValue key) => _values.ContainsKey(key);

    public TemplateValue? Find(string key) => Find(TextValue.OfMarkup(key));
}
