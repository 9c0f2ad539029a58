using Empo.Experiments.Storage;

namespace Empo.Experiments.Execution;

/// <summary>
/// Checks that a stage's inputs still have the content that was written. A build without work trusts length and write time. A stage that
/// runs hashes its inputs first, because a flipped bit would otherwise enter results that look sound.
/// </summary>
public static class InputCheck
{
    /// <param name="inputs">Inputs of the stage. The user's own files are not read here: the digest in the key identifies them, also where
    /// a stage passed them through unchanged.</param>
    /// <param name="store">The store that holds the other inputs.</param>
    /// <param name="known">Files that this process has written or hashed already.</param>
    /// <exception cref="UserError">EMPO4008 for the first input that is not as it was written. The next build makes it again.</exception>
    /// <exception cref="InputRemovedException">The retention rules of another run removed an input.</exception>
    public static void Run(IEnumerable<StageInput> inputs, ArtifactStore store, KnownFiles known)
    {
        foreach (var (input, recorded) in Recorded(inputs, store))
        {
            var output = recorded ?? throw Changed(Path.Combine(Path.GetDirectoryName(input.Path)!, ManifestFile.Name));
            if (output.Evicted)
            {
                throw new InputRemovedException(input.Path);
            }

            foreach (var file in output.Files)
            {
                var path = file.In(input.Path);
                if (!known.Has(path, file.Sha256))
                {
                    throw Changed(path);
                }
            }
        }
    }

    /// <summary>The first input that its manifest marks as removed, or null. The mark is written before the files are deleted.</summary>
    public static string? Removed(IEnumerable<StageInput> inputs, ArtifactStore store) =>
        Recorded(inputs, store).FirstOrDefault(input => input.Output is { Evicted: true }).Input?.Path;

    /// <summary>
    /// The inputs in the store, each with its current record in the manifest of its entry; the record is null where there is none.
    /// </summary>
    private static IEnumerable<(StageInput Input, OutputRecord? Output)> Recorded(IEnumerable<StageInput> inputs, ArtifactStore store) =>
        inputs
            .Where(input => input.Stage is not null && store.Holds(input.Path))
            .Select(input => (input, RecordOf(input)));

    /// <summary>The record of an input of the store in the manifest of its entry, or null.</summary>
    internal static OutputRecord? RecordOf(StageInput input) =>
        ManifestFile
            .Read(Path.GetDirectoryName(input.Path)!)
            ?.Outputs.FirstOrDefault(output => output.Name == Path.GetFileName(input.Path));

    /// <summary>The failure for a file of the store that changed. From now on no build trusts it.</summary>
    public static UserError Changed(string path)
    {
        var remedy = StoreFolder.Distrust(path)
            ? "Build again: what made it runs anew."
            : "Delete the folder of its entry and build again.";
        return new UserError(
            "EMPO4008",
            "A stage was about to read this file of the store, but its content is no longer what was written: the disk, or "
                + $"somebody, changed it. {remedy} -t:Verify looks at the rest of the store.",
            path
        );
    }
}
