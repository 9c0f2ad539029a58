using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Rows;

/// <summary>The words of messages about a kind of file: their codes, and the settings that the user can change.</summary>
internal sealed record FileWords
{
    /// <summary>Code of a row that cannot be read.</summary>
    public required string RowCode { get; init; }

    /// <summary>Code of a file that is not in the expected encoding.</summary>
    public required string EncodingCode { get; init; }

    /// <summary>Code of a file with too many rows that cannot be read.</summary>
    public required string ShareCode { get; init; }

    /// <summary>Code of the warning about rows that are left out.</summary>
    public required string LeftOutCode { get; init; }

    /// <summary>Code of the warning about odd rows that are read all the same.</summary>
    public required string RemarkCode { get; init; }

    /// <summary>What to do where a row lacks a column or holds an unexpected value; a whole sentence.</summary>
    public required string ColumnRemedy { get; init; }

    /// <summary>Where the user can set the encoding, with <c>{0}</c> for its name; null where it cannot be set.</summary>
    public required string? EncodingPlace { get; init; }

    /// <summary>The setting that bounds the share of unreadable rows; null where none is allowed.</summary>
    public required Setting? ShareSetting { get; init; }

    /// <summary>Question sets.</summary>
    public static FileWords Questions { get; } = new()
    {
        RowCode = "EMPO2012",
        EncodingCode = "EMPO2061",
        ShareCode = "EMPO2060",
        LeftOutCode = "EMPO2062",
        RemarkCode = "EMPO2063",
        ColumnRemedy = "Fix the row, or correct the columns in the dataset manifest.",
        EncodingPlace = "'encoding: {0}' in the file's entry of the dataset manifest",
        ShareSetting = Empo.Experiments.Settings.Sections.Questions.Unreadable,
    };

    /// <summary>Recorded rollouts.</summary>
    public static FileWords Recording { get; } = new()
    {
        RowCode = "EMPO4063",
        EncodingCode = "EMPO4084",
        ShareCode = "EMPO4080",
        LeftOutCode = "EMPO4081",
        RemarkCode = "EMPO4082",
        ColumnRemedy = "Fix the row, or say in imported.columns where the recording keeps what.",
        EncodingPlace = "'imported.encoding: {0}' in the experiment",
        ShareSetting = Imported.Unreadable,
    };

    /// <summary>Pairs of answers, each of which gets a verdict.</summary>
    public static FileWords Pairs { get; } =
        Questions with
        {
            RowCode = "EMPO4032",
            ColumnRemedy = "Each row is a JSON object with the texts id, gold and pred.",
            EncodingPlace = null,
            ShareSetting = null,
        };

    /// <summary>Prompts of the verb generate.</summary>
    public static FileWords Prompts { get; } =
        Questions with
        {
            RowCode = "EMPO6020",
            ColumnRemedy = "A line is a JSON object with the prompt as text.",
            EncodingPlace = null,
            ShareSetting = null,
        };

    /// <summary>Reviewers' decisions, of which none may be lost.</summary>
    public static FileWords Decisions { get; } = Questions with
    {
        RowCode = "EMPO4027",
        ColumnRemedy = "Write keep, drop, or correct: <answer> in the column decision.",
        EncodingPlace = null,
        ShareSetting = null,
    };
}
