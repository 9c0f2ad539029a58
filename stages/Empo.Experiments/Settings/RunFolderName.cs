namespace Empo.Experiments.Settings;

/// <summary>Names of folders under the folder of run folders.</summary>
internal static class RunFolderName
{
    /// <summary>Whether a name is one plain folder name.</summary>
    public static bool IsPlain(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>Whether a name is plain folder names separated by slashes, so that it cannot leave the folder of run folders.</summary>
    public static bool IsPath(string name) => name.Split('/').All(IsPlain);
}
