namespace Empo.Experiments.Settings;

/// <summary>The encodings that the text in users' files may have. In every one of them the line feed is a separate code unit.</summary>
public static class EncodingNames
{
    /// <summary>The encoding of the file's byte order mark; UTF-8 without one.</summary>
    public const string Automatic = "auto";

    /// <summary>All names; the programs that read files have an encoding for each.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", "latin1", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250",
        "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
        "koi8-r", "gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr",
    ];
}
