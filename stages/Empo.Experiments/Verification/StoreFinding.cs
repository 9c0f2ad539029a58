namespace Empo.Experiments.Verification;

/// <summary>Something in a store that is not as it was written.</summary>
/// <param name="Path">Absolute path of the file or folder.</param>
/// <param name="What">What is wrong, in words.</param>
/// <param name="Remedy">What to do, in a sentence.</param>
public sealed record StoreFinding(
    string Path,
    string What,
    string Remedy = "Delete the folder of this entry and build again: its stage runs anew."
)
{
    /// <summary>A file or folder that no manifest names.</summary>
    internal static StoreFinding Stray(string path) =>
        new(path, "no manifest names it", "Delete it, or find out who writes into the store.");
}
