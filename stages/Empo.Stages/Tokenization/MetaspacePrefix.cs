namespace Empo.Stages.Tokenization;

/// <summary>Which texts between added tokens get a mark for a space before them.</summary>
internal enum MetaspacePrefix
{
    Always,

    /// <summary>Only the one at the beginning of the whole text.</summary>
    First,

    Never,
}
