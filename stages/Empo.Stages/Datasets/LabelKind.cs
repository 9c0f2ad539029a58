
namespace Empo.Stages.Datasets;

/// <summary>What a label turned out to be.</summary>
internal enum LabelKind
{
    /// <summary>An answer as it stands.</summary>
    Bare,

    /// <summary>
    /// A whole solution or a marked answer; the answer was taken from its box, its last line <c>#### …</c>, its tag or its phrase.
    /// </summary>
    Taken,

    /// <summary>Running text without any of these, which rules compare as text.</summary>
    Prose,

    /// <summary>No label: nothing, or only white space.</summary>
    Empty,

    /// <summary>No label: what programs write where a value is missing, such as <c>NaN</c>, <c>None</c> or <c>null</c>.</summary>
    Missing,

    /// <summary>No label: signs that say nothing, or a box that is empty or not closed.</summary>
    NoAnswer,
}
