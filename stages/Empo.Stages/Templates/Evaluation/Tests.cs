using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Tests after <c>is</c>.</summary>
internal static class Tests
{
    private static readonly OperationTable Table = new("test")
    {
        { "defined", "", (value, _, _) => BooleanValue.Of(value is not UndefinedValue) },
        { "undefined", "", (value, _, _) => BooleanValue.Of(value is UndefinedValue) },
        { "none", "", (value, _, _) => BooleanValue.Of(value is NoneValue) },
        { "true", "", (value, _, _) => BooleanValue.Of(value == BooleanValue.True) },
        { "false", "", (value, _, _) => BooleanValue.Of(value == BooleanValue.False) },
        { "boolean", "", (value, _, _) => BooleanValue.Of(value is BooleanValue) },
        { "string", "", (value, _, _) => BooleanValue.Of(value is TextValue) },
        { "integer", "", (value, _, _) => BooleanValue.Of(value is IntegerValue) },
        { "float", "", (value, _, _) => BooleanValue.Of(value is FloatValue) },
        { "number", "", (value, _, _) => BooleanValue.Of(ValueEquality.NumberOf(value) is not null) },
        { "mapping", "", (value, _, _) => BooleanValue.Of(value is DictionaryValue) },
        {
            "sequence",
            "",
            (value, _, _) => BooleanValue.Of(value is ListValue or DictionaryValue or TextValue or UndefinedValue)
        },
        { "iterable", "", (value, _, _) => BooleanValue.Of(Iteration.Has(value)) },
        { "callable", "", (value, _, _) => BooleanValue.Of(value is CallableValue) },
        { "sameas", "other", (value, given, _) => BooleanValue.Of(IsSame(value, given[0])) },
        { "odd", "", (value, _, run) => Remains(value, 2, 1, run) },
        { "even", "", (value, _, run) => Remains(value, 2, 0, run) },
        { "divisibleby", "num", (value, given, run) => Remains(value, given.Whole(0, 1), 0, run) },
        { "lower", "", (value, _, run) => IsCase(value, "islower", run) },
        { "upper", "", (value, _, run) => IsCase(value, "isupper", run) },
        { "filter", "", (value, _, _) => BooleanValue.Of(value is TextValue name && Filters.Exists(name.Text)) },
        { "test", "", (value, _, _) => BooleanValue.Of(value is TextValue name && Exists(name.Text)) },
        { "in", "seq", (value, given, run) => BooleanValue.Of(Ordering.Contains(given[0], value, run)) },
        { "eq", "b", (value, given, _) => BooleanValue.Of(ValueEquality.AreEqual(value, given[0])) },
        { "ne", "b", (value, given, _) => BooleanValue.Of(!ValueEquality.AreEqual(value, given[0])) },
        { "lt", "b", (value, given, _) => BooleanValue.Of(Ordering.Compare(value, given[0]) < 0) },
        { "le", "b", (value, given, _) => BooleanValue.Of(Ordering.Compare(value, given[0]) <= 0) },
        { "gt", "b", (value, given, _) => BooleanValue.Of(Ordering.Compare(value, given[0]) > 0) },
        { "ge", "b", (value, given, _) => BooleanValue.Of(Ordering.Compare(value, given[0]) >= 0) },
    };

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["equalto"] = "eq",
        ["lessthan"] = "lt",
        ["greaterthan"] = "gt",
        ["=="] = "eq",
        ["!="] = "ne",
        ["<"] = "lt",
        ["<="] = "le",
        [">"] = "gt",
        [">="] = "ge",
    };

    public static bool Exists(string name) => Table.Find(OtherNames.GetValueOrDefault(name, name)) is not null;

    /// <exception cref="TemplateException">There is no such test, or it does not fit the value.</exception>
    public static bool Holds(string name, TemplateValue value, Arguments arguments, TemplateRun run) =>
        (Table.Find(OtherNames.GetValueOrDefault(name, name)) ?? throw Missing(name)).Apply(value, arguments, run).IsTrue;

    /// <summary>The error of a test that is not implemented.</summary>
    public static TemplateException Missing(string name) => name == "escaped"
        ? new TemplateException(TemplateFault.Unsupported, "the test 'escaped'")
        : new TemplateException(TemplateFault.Syntax, $"there is no test '{name}'");

    private static bool IsSame(TemplateValue left, TemplateValue right) =>
        left.GetType() == right.GetType()
        && (left is TextValue or IntegerValue or FloatValue ? ValueEquality.AreEqual(left, right) : ReferenceEquals(left, right));

    private static BooleanValue Remains(TemplateValue value, long divisor, double rest, TemplateRun run) =>
        BooleanValue.Of(ValueEquality.NumberOf(Arithmetic.Apply("%", value, new IntegerValue(divisor), run)) == rest);

    private static BooleanValue IsCase(TemplateValue value, string method, TemplateRun run) =>
        (BooleanValue)TextMethods.Table.Find(method)!.Apply(new TextValue(TextForm.Of(value, run)), Arguments.None, run);
}
