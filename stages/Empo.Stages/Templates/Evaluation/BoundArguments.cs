using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>The arguments of an <see cref="Operation"/> in the order of its parameters.</summary>
internal sealed class BoundArguments(string name, IReadOnlyList<TemplateValue?> values, Arguments rest)
{
    /// <summary>What the parameters did not take.</summary>
    public Arguments Rest => rest;

    /// <summary>An argument; null where it is omitted.</summary>
    public TemplateValue? Find(int index) => values[index];

    /// <summary>An argument; null where it is omitted or <c>none</c>.</summary>
    public TemplateValue? FindSome(int index) => values[index] is NoneValue ? null : values[index];

    /// <summary>An argument that must be there.</summary>
    public TemplateValue this[int index] =>
        values[index] ?? throw new TemplateException(TemplateFault.Value, $"{name} lacks an argument");

    public bool Flag(int index, bool otherwise = false) => values[index]?.IsTrue ?? otherwise;

    public long Whole(int index, long otherwise) => values[index] is not { } value
        ? otherwise
        : ValueEquality.WholeOf(value) ?? throw Wrong(value, "a whole number");

    /// <summary>A text; null where it is omitted or <c>none</c>.</summary>
    public PromptText? FindText(int index) => FindSome(index) is { } value ? TextOf(value) : null;

    public PromptText Text(int index) => TextOf(this[index]);

    private PromptText TextOf(TemplateValue value) => value is TextValue text ? text.Value : throw Wrong(value, "a text");

    private TemplateException Wrong(TemplateValue value, string expected) =>
        new(TemplateFault.Value, $"{name} is given a {value.TypeName} in place of {expected}");
}
