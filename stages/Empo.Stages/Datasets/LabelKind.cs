
namespace Empo.Stages.Datasets;

/// <summary>The kind of a label.</summary>
internal enum LabelKind
{
    /// <summary>An answer as written.</summary>
    Bare,

    /// <summary>
    /// A whole solution or a marked answer; the answer was taken from its box, its last line <c>#### …</c>, its tag or its phrase.
    /// </summary>
    Taken,

    /// <summary>Running text without any of these marks; rules compare it as text.</summary>
    Prose,

    /// <summary>No label: nothing, or only white space.</summary>
    Empty,

    /// <summary>No label: a word that programs write for a missing value, such as <c>NaN</c>, <c>None</c> or <c>null</c>.</summary>
    Missing,

    /// <summary>No label: characters without meaning, or a box that is empty or not closed.</summary>
    NoAnswer,
}
