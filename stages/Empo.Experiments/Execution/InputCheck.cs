using Empo.Experiments.Storage;

namespace Empo.Experiments.Execution;

/// <summary>
/// Looks whether what a stage is about to read is what was written. A build that has nothing to do trusts length and write time; a stage
/// that runs hashes its inputs first, because a flipped bit would otherwise go into results that look sound.
/// </summary>
public static class InputCheck
{
    /// <param name="inputs">Inputs of the stage; a user's own files, also those that a stage left unchanged, are known by the digest in the
    /// key.</param>
    /// <param name="store">Where the others lie.</param>
    /// <param name="known">What this process has looked at already.</param>
    /// <exception cref="UserError">EMPO4008 for the first input that is not as it was written. The next build makes it anew.</exception>
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

    /// <summary>The first input that is marked as removed in its manifest, or null. The mark comes before the files go.</summary>
    public static string? Removed(IEnumerable<StageInput> inputs, ArtifactStore store) =>
        Recorded(inputs, store).FirstOrDefault(input => input.Output is { Evicted: true }).Input?.Path;

    /// <summary>
    /// The inputs that lie in the store, with what the manifests of their entries say of them now; null where that is nothing.
    /// </summary>
    private static IEnumerable<(StageInput Input, OutputRecord? Output)> Recorded(IEnumerable<StageInput> inputs, ArtifactStore store) =>
        inputs
            .Where(input => input.Stage is not null && store.Holds(input.Path))
            .Select(input =>
                (
                    input,
                    ManifestFile
                        .Read(Path.GetDirectoryName(input.Path)!)
                        ?.Outputs.FirstOrDefault(output => output.Name == Path.GetFileName(input.Path))
                )
            );

    /// <summary>The failure for a file of the store that changed; from now on no build trusts it.</summary>
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
