using System.Globalization;
using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Storage;
using Empo.Experiments.Verification;

namespace Empo.Experiments.Provenance;

/// <summary>
/// Traces an artifact back to everything that it was made from. Each entry appears once, after the entries that were made from it. Entries
/// are found by the digests in manifests, so this also works for evicted artifacts and for artifacts whose experiment has changed since.
/// </summary>
public sealed class Lineage
{
    private const int MaxIdsShown = 4;

    private readonly Dictionary<string, List<Manifest>> _byDigest;

    private Lineage(IEnumerable<Manifest> manifests) =>
        _byDigest = manifests
            .SelectMany(manifest => manifest.Outputs.Select(output => (output.Digest, Manifest: manifest)))
            .GroupBy(pair => pair.Digest, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Manifest).ToList(), StringComparer.Ordinal);

    /// <summary>The entries behind one artifact; the artifact's own entry comes first.</summary>
    public static IReadOnlyList<LineageEntry> Of(Manifest artifact, string store)
    {
        var lineage = new Lineage(StoreEntries.Manifests(store));
        var (found, seen, open) = (new List<LineageEntry>(), new HashSet<string>(StringComparer.Ordinal), new Queue<Manifest>([artifact]));
        while (open.TryDequeue(out var manifest))
        {
            if (!seen.Add(manifest.Key))
            {
                continue;
            }

            var entry = new LineageEntry(
                manifest,
                [.. manifest.Inputs.Select(input => new LineageInput(input, lineage.Maker(manifest, input)))]
            );
            found.Add(entry);
            foreach (var maker in entry.Inputs.Select(input => input.Maker).OfType<Manifest>())
            {
                open.Enqueue(maker);
            }
        }

        return
        [
            .. found.Take(1),
            .. found
                .Skip(1)
                .OrderByDescending(entry => entry.Manifest.Round ?? 0)
                .ThenByDescending(entry => Position(entry.Manifest.Stage)),
        ];
    }

    /// <summary>One readable line per entry, then one line per set of tools and device that made some of them.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<LineageEntry> entries)
    {
        foreach (var entry in entries)
        {
            var inputs = entry.Inputs.Select(input =>
                input.Maker is { } maker
                    ? $"{input.Record.Role} of {StageNode.IdOf(maker.Stage, maker.Round)}"
                    : $"{input.Record.Role} "
                        + (input.Record.Stage is { } stage ? $"of {StageNode.IdOf(stage, input.Record.Round)} " : "file ")
                        + input.Record.Digest[..12]
            );
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Id, -12} {entry.Manifest.Key[..12]}  {entry.Manifest.Finished}  from {string.Join(", ", inputs)}"
            );
        }

        foreach (var made in entries.GroupBy(entry => MadeWith(entry.Manifest), StringComparer.Ordinal))
        {
            var (count, ids) = (made.Count(), string.Join(", ", made.Take(MaxIdsShown).Select(entry => entry.Id)));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{count} of {entries.Count} made with {made.Key}: {ids}{(count > MaxIdsShown ? ", ..." : "")}"
            );
        }
    }

    /// <summary>Commit, packages and device of an entry, in words.</summary>
    private static string MadeWith(Manifest manifest)
    {
        var tools = manifest
            .Provenance.OrderBy(entry => entry.Key == "commit" ? 0 : 1)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key} {entry.Value}");
        string[] device = manifest.Numerics.TryGetValue("device", out var name) ? [$"device {name}"] : [];
        return manifest.Provenance.Count == 0
            ? "tools of an earlier version, which left no record of themselves"
            : string.Join(", ", tools.Concat(device));
    }

    /// <summary>The same as JSON, with settings, outputs, numerics and provenance.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<LineageEntry> entries)
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("id", entry.Id);
            json.WriteString("key", entry.Manifest.Key);
            json.WriteString("experiment", entry.Manifest.Experiment);
            json.WriteString("finished", entry.Manifest.Finished);
            json.WriteNumber("seconds", entry.Manifest.Seconds);
            WriteInputs(json, entry);
            WriteTexts(json, "outputs", entry.Manifest.Outputs.Select(output => KeyValuePair.Create(output.Name, output.Digest)));
            json.WriteStartArray("fingerprint");
            foreach (var line in entry.Manifest.Fingerprint)
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
            WriteTexts(json, "numerics", entry.Manifest.Numerics);
            WriteTexts(json, "provenance", entry.Manifest.Provenance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInputs(Utf8JsonWriter json, LineageEntry entry)
    {
        json.WriteStartArray("inputs");
        foreach (var input in entry.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("role", input.Record.Role);
            json.WriteString("digest", input.Record.Digest);
            if (input.Maker is { } maker)
            {
                json.WriteString("made_by", StageNode.IdOf(maker.Stage, maker.Round));
                json.WriteString("key", maker.Key);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static int Position(string stage) => StageTable.All.TakeWhile(definition => definition.Name != stage).Count();

    /// <summary>
    /// The entry that made an input. Of the entries with these bytes, it is the one that made the most inputs of the same stage and round
    /// (several runs share a <c>decoding.json</c>, not their rollouts). Ties go to one of the same round, then of the same experiment, then
    /// to the newest before the artifact.
    /// </summary>
    private Manifest? Maker(Manifest artifact, InputRecord input)
    {
        if (input.Stage is null || !_byDigest.TryGetValue(input.Digest, out var candidates))
        {
            return null;
        }

        var siblings = artifact
            .Inputs.Where(other => other.Stage == input.Stage && other.Round == input.Round)
            .Select(other => other.Digest)
            .ToHashSet(StringComparer.Ordinal);
        return candidates
            .Where(manifest => manifest.Stage == input.Stage)
            .OrderByDescending(manifest => manifest.Outputs.Count(output => siblings.Contains(output.Digest)))
            .ThenBy(manifest => manifest.Round == input.Round ? 0 : 1)
            .ThenBy(manifest => manifest.Experiment == artifact.Experiment ? 0 : 1)
            .ThenBy(manifest => string.CompareOrdinal(manifest.Finished, artifact.Finished) <= 0 ? 0 : 1)
            .ThenByDescending(manifest => manifest.Finished, StringComparer.Ordinal)
            .FirstOrDefault();
    }
}
