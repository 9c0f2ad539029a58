using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Execution;

/// <summary>
/// Runs one stage so that a kill at any instant leaves no partial artifact. It locks the entry, looks for it again, writes into a temporary
/// folder with the manifest last, and renames the folder. It runs in the stage process, which therefore holds the lock as long as it
/// writes.
/// </summary>
/// <param name="log">The log that gets the stage's lines.</param>
/// <param name="numerics">Libraries, device and processor features that decide the last bits.</param>
/// <param name="provenance">The sources, packages and runtime of the tools.</param>
/// <param name="known">Files that this process has written or hashed; the same object for all its stages.</param>
public sealed class StageRunner(
    IStageLog log,
    Func<IReadOnlyDictionary<string, string>> numerics,
    IReadOnlyDictionary<string, string> provenance,
    KnownFiles known
)
{
    /// <param name="needed">Outputs whose files must exist; an evicted one of these is made again.</param>
    /// <param name="program">The stage's code.</param>
    /// <returns>The entry's manifest, and whether the stage ran or another build had finished it meanwhile.</returns>
    /// <exception cref="UserError">A failure that the user can fix, such as a full disk or a read-only store.</exception>
    /// <exception cref="InputRemovedException">Another run removed an input meanwhile.</exception>
    public (Manifest Manifest, bool Ran) Run(
        StageRequest request,
        IReadOnlyList<string> needed,
        Action<StageContext> program,
        CancellationToken cancellation
    )
    {
        var store = new ArtifactStore(request.Store);
        var final = store.FolderOf(request.Stage, request.Key);
        try
        {
            using var held = EntryLock.Acquire(
                store.LockOf(request.Stage, request.Key),
                holder => log.Line($"{request.Stage}: waiting for {holder}, which makes the same artifact"),
                cancellation
            );
            if (
                store.Find(request.Stage, request.Key) is { } finished
                && store.Damage(finished) is null
                && !finished.Outputs.Any(output => output.Evicted && needed.Contains(output.Name))
            )
            {
                return (finished, false);
            }

            StoreFolder.DeleteLeftovers(final, locked: true);
            InputCheck.Run(request.Inputs, store, known);
            return (Make(request, store, final, program, cancellation), true);
        }
        catch (Exception exception)
            when (exception is not (OperationCanceledException or InputRemovedException)
                && InputCheck.Removed(request.Inputs, store) is { } removed
            )
        {
            throw new InputRemovedException(removed, exception);
        }
        catch (Exception exception) when (StoreFault.Of(exception, request.Store) is { } fault)
        {
            throw fault;
        }
    }

    private Manifest Make(
        StageRequest request,
        ArtifactStore store,
        string final,
        Action<StageContext> program,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        var temporary = TemporaryName.ForMaking(final);
        SharedFolder.Create(temporary);
        try
        {
            var context = new StageContext(request, temporary, new ChunkStore(request.Store, known), log, cancellation);
            program(context);
            cancellation.ThrowIfCancellationRequested();
            var manifest = Describe(request, context, temporary, store) with { Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3) };
            ManifestFile.Write(temporary, manifest);
            StoreFolder.Commit(temporary, final);
            Remember(store, manifest);
            return manifest;
        }
        catch
        {
            StoreFolder.Delete(temporary);
            throw;
        }
    }

    /// <summary>Records the files just written, so that the next stage need not check them.</summary>
    private void Remember(ArtifactStore store, Manifest manifest)
    {
        foreach (var output in manifest.Outputs)
        {
            var path = store.PathOf(manifest, output);
            foreach (var file in output.Files)
            {
                known.Add(file.In(path));
            }
        }
    }

    private Manifest Describe(StageRequest request, StageContext context, string folder, ArtifactStore store) =>
        new()
        {
            Stage = request.Stage,
            Round = request.Round,
            Key = request.Key,
            Experiment = request.Experiment,
            Fingerprint = request.Fingerprint,
            Inputs = [.. request.Inputs.Select(input => new InputRecord(input.Role, input.Digest, input.Stage, input.Round))],
            Outputs =
            [
                .. request.Outputs.Select(name =>
                    context.PassedThrough.TryGetValue(name, out var input)
                        ? Unchanged(name, input, store)
                        : context.Finished(name) ?? Written(name, Path.Combine(folder, name))
                ),
            ],
            Chunks =
            [
                .. context.Chunks.Used.Select(chunk => new FileRecord(
                    chunk.Key,
                    chunk.Bytes,
                    chunk.Digest,
                    DigestMemo.Stamp(chunk.Path).Written
                )),
            ],
            Metrics = context.Metrics,
            Numerics = numerics().Concat(context.Numerics).ToDictionary(StringComparer.Ordinal),
            Provenance = provenance,
            Seconds = 0,
            Finished = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };

    private static OutputRecord Written(string name, string path) =>
        OutputRecord.Of(name, path) ?? throw new InvalidOperationException($"The stage left no output '{name}'.");

    /// <summary>
    /// The record of an input that is passed through unchanged; it points to the entry that holds the content. A user's own folder is
    /// recorded by its role only: its path is not content and differs between machines that share a store. Other content has its records in
    /// the manifest of that entry, and its bytes were held against them before the stage began.
    /// </summary>
    private static OutputRecord Unchanged(string name, StageInput input, ArtifactStore store)
    {
        if (!store.Holds(input.Path))
        {
            return new OutputRecord { Name = name, Digest = input.Digest, Files = [], Input = input.Role };
        }

        var recorded = InputCheck.RecordOf(input);
        var files = (recorded?.IsAt(input.Path) == true ? recorded : Written(name, input.Path)).Files;
        return new OutputRecord
        {
            Name = name,
            Digest = input.Digest,
            Files = files,
            At = Path.GetRelativePath(store.Root, input.Path).Replace('\\', '/'),
        };
    }
}
