using Empo.Experiments.Storage;

namespace Empo.Stages.Merge;

/// <summary>A folder for a new model: nothing is overwritten.</summary>
internal static class NewFolder
{
    /// <summary>Returns the folder if a model may be written into it.</summary>
    /// <exception cref="UserError">EMPO6020: it is not empty. The code of <see cref="OutsideStore"/>: it lies in a store.</exception>
    public static string Require(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UserError(
                "EMPO6020",
                $"The folder {folder} is not empty, and nothing is written over. Give a new folder to --out.",
                folder
            );
        }

        return OutsideStore.Require(folder);
    }
}
