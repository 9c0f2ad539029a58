namespace Empo.Experiments.Settings;

/// <summary>What a setting's value may be.</summary>
public enum SettingKind
{
    Integer,

    /// <summary>A whole number, or <c>auto</c>.</summary>
    IntegerOrAuto,
    Number,

    /// <summary>A number, or <c>none</c>.</summary>
    OptionalNumber,
    Flag,
    Text,

    /// <summary>One of the words listed in <see cref="Setting.Choices"/>.</summary>
    Choice,

    /// <summary>Whole numbers in brackets.</summary>
    IntegerList,

    /// <summary>Words in brackets, each one of <see cref="Setting.Choices"/>; their order does not count.</summary>
    WordList,

    /// <summary>Any texts without spaces, in brackets; none at all is <c>[]</c>.</summary>
    TextList,

    /// <summary>A file or folder, relative to the file that names it.</summary>
    Path,
}
