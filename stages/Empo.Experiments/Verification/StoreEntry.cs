using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>An entry as it is in a store.</summary>
/// <param name="Folder">Absolute path.</param>
/// <param name="Manifest">Its manifest, or null.</param>
/// <param name="Unreadable">Why there is no manifest although the entry may be whole: a newer version wrote it, or the disk cannot read it.
/// Otherwise null.</param>
public sealed record StoreEntry(string Folder, Manifest? Manifest, string? Unreadable = null)
{
    public static StoreEntry Read(string folder)
    {
        try
        {
            return new StoreEntry(folder, ManifestFile.Read(folder));
        }
        catch (Exception exception) when (exception is UserError or IOException or UnauthorizedAccessException)
        {
            return new StoreEntry(folder, null, exception.Message);
        }
    }
}
