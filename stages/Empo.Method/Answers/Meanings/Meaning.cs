using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Meanings;

/// <summary>The meaning of an answer, in a form in which equal meanings have equal texts.</summary>
internal sealed record Meaning
{
    /// <summary>The canonical form.</summary>
    public required string Form { get; init; }

    /// <summary>
    /// Further forms that the answer may have: a list without brackets is a set and may be a tuple; letters are a product and may be a
    /// word. Two answers are equal when they share a form.
    /// </summary>
    public IReadOnlyList<string> OtherForms { get; init; } = [];

    /// <summary>The name to which the answer assigns its value (<c>x</c> in <c>x = 5</c>), or null.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the value counts or ranges over, or null: a unit such as <c>cm^2</c>, a half of the day, the set of a parameter. It may be
    /// omitted, but two different ones contradict each other.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>The value, where it is a constant number.</summary>
    public LongComplex? Value { get; init; }

    /// <summary>The value in base units, where it is the amount of a unit.</summary>
    public LongComplex? BaseValue { get; init; }

    /// <summary>The expression of a function of variables, for comparison with a label.</summary>
    public Expression? Function { get; init; }

    /// <summary>
    /// Variables that are read as positive, because a root, a power or a logarithm requires it; empty where nothing does.
    /// </summary>
    public IReadOnlyList<string> PositiveNames { get; init; } = [];

    /// <summary>The residue class that the answer states, if any.</summary>
    public ResidueClass? Residue { get; init; }

    /// <summary>The residue class through which the answer runs if its variable is any integer.</summary>
    public ResidueClass? Family { get; init; }

    /// <summary>Whether the answer is not mathematics but words or an unreadable formula, compared as text.</summary>
    public bool IsText => Form.StartsWith("text:", StringComparison.Ordinal);

    /// <summary>Whether the value was computed from decimals, which may have been rounded.</summary>
    public bool IsDecimal { get; init; }

    /// <summary>Kind of collection, <c>set</c>, <c>(,)</c>, <c>matrix 2x1</c> …, or null for a single value.</summary>
    public string? Collection { get; init; }

    /// <summary>Items of the collection.</summary>
    public IReadOnlyList<Meaning> Items { get; init; } = [];

    /// <summary>All forms, the canonical one first.</summary>
    public IEnumerable<string> Forms => OtherForms.Prepend(Form);

    /// <summary>Whether a form is among them.</summary>
    public bool HasForm(string form)
    {
        if (Form == form)
        {
            return true;
        }

        for (int i = 0; i < OtherForms.Count; i++)
        {
            if (OtherForms[i] == form)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A meaning that is only its text.</summary>
    public static Meaning OfText(string text)
    {
        string normalized = WordMeanings.Of(TextForm.Of(text));
        return new Meaning { Form = "text:" + normalized, OtherForms = WordMeanings.FormOf(normalized) is { } formula ? [formula] : [] };
    }
}
