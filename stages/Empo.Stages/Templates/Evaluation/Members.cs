using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Members and elements of values: <c>a.name</c> prefers a method, <c>a["name"]</c> an element.</summary>
internal static class Members
{
    private static readonly HashSet<string> ChangingDictionaries = ["clear", "pop", "popitem", "setdefault", "update"];
    private static readonly HashSet<string> ChangingLists = ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"];
    private static readonly HashSet<string> Copying = ["copy", "fromkeys"];

    private static readonly OperationTable Dictionaries = new("method")
    {
        {
            "get",
            "key default?",
            (value, given, _) => Of(value).Holds(given[0]) ? Of(value).Find(given[0])! : given.Find(1) ?? NoneValue.Instance
        },
        { "keys", "", (value, _, run) => run.List(Of(value).Keys) },
        { "values", "", (value, _, run) => run.List([.. Of(value).Pairs.Select(pair => pair.Value)]) },
        { "items", "", (value, _, run) => Pairs(Of(value), run) },
    };

    private static readonly OperationTable Lists = new("method")
    {
        {
            "index",
            "value",
            (value, given, _) => ((ListValue)value).Items.ToList().FindIndex(item => ValueEquality.AreEqual(item, given[0])) is var at
                && at >= 0
                ? new IntegerValue(at)
                : throw new TemplateException(TemplateFault.Value, "the value sought by index does not occur")
        },
        {
            "count",
            "value",
            (value, given, _) => new IntegerValue(((ListValue)value).Items.Count(item => ValueEquality.AreEqual(item, given[0])))
        },
    };

    /// <summary><c>value.name</c>.</summary>
    /// <exception cref="TemplateException">The value is undefined, or the sandbox forbids the member.</exception>
    public static TemplateValue Member(TemplateValue value, string name, TemplateRun run) =>
        Attribute(value, name, run)
        ?? (value as DictionaryValue)?.Find(name)
        ?? new UndefinedValue($"the {value.TypeName} has no '{name}'");

    /// <summary><c>value[key]</c>.</summary>
    /// <exception cref="TemplateException">The value is undefined, or the sandbox forbids the member.</exception>
    public static TemplateValue Element(TemplateValue value, TemplateValue key, TemplateRun run)
    {
        var found = value switch
        {
            UndefinedValue undefined => throw undefined.Error,
            DictionaryValue dictionary => dictionary.Find(key),
            ListValue list when ValueEquality.WholeOf(key) is { } index => At(index, list.Items.Count) is { } at ? list.Items[at] : null,
            TextValue text when ValueEquality.WholeOf(key) is { } index => Character(text, index, run),
            _ => null,
        };
        return found
            ?? (key is TextValue name ? Attribute(value, name.Text, run) : null)
            ?? new UndefinedValue($"the {value.TypeName} has no {(key is TextValue asked ? $"'{asked.Text}'" : "such element")}");
    }

    /// <summary>Keys and values as a list of tuples.</summary>
    public static ListValue Pairs(DictionaryValue dictionary, TemplateRun run) =>
        run.List([.. dictionary.Pairs.Select(pair => run.List([pair.Key, pair.Value], isTuple: true))]);

    private static TemplateValue? Attribute(TemplateValue value, string name, TemplateRun run)
    {
        if (value is UndefinedValue undefined)
        {
            throw undefined.Error;
        }

        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            throw new TemplateException(TemplateFault.Unsupported, $"the member '{name}', which the sandbox forbids");
        }

        return value switch
        {
            TextValue => Method(value, name, TextMethods.Table, TextMethods.Unsupported, run),
            DictionaryValue => Method(value, name, Dictionaries, ChangingDictionaries, run),
            ListValue => Method(value, name, Lists, ChangingLists, run),
            NamespaceValue fields => fields.Fields.GetValueOrDefault(name),
            LoopValue loop => loop.Find(name),
            CallableValue { Name: var macro } when name == "name" => TextValue.OfMarkup(macro),
            _ => null,
        };
    }

    private static CallableValue? Method(
        TemplateValue value,
        string name,
        OperationTable table,
        HashSet<string> refused,
        TemplateRun run
    ) =>
        table.Find(name) is { } operation
            ? new CallableValue(name, arguments => operation.Apply(value, arguments, run))
        : refused.Contains(name) || (Copying.Contains(name) && value is not TextValue) ? throw new TemplateException(
            TemplateFault.Unsupported,
            $"the method '{name}' of a {value.TypeName}{(value is TextValue ? "" : ", which the sandbox forbids or no template needs")}"
        )
        : null;

    private static TextValue? Character(TextValue text, long index, TemplateRun run)
    {
        run.Spend(text.Size);
        var starts = PythonText.Starts(text.Text);
        return At(index, starts.Count - 1) is { } at ? new TextValue(text.Value.Slice(starts[at], starts[at + 1])) : null;
    }

    private static int? At(long index, int length) =>
        index >= -length && index < length ? (int)(index < 0 ? index + length : index) : null;

    private static DictionaryValue Of(TemplateValue value) => (DictionaryValue)value;
}
