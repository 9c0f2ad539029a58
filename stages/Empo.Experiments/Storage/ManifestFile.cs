using System.Buffers;
using System.Text.Json;
using Empo.Experiments.Catalog;

namespace Empo.Experiments.Storage;

/// <summary>Reads and writes <c>manifest.json</c> without reflection: a build may read a thousand of them.</summary>
public static class ManifestFile
{
    public const string Name = "manifest.json";

    /// <summary>Far above the manifest of a rollout of a million chunks. A larger file was not written by us.</summary>
    internal const int MaxBytes = 256 << 20;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>The manifest of an entry's folder, or null where there is none or it cannot be understood (a miss).</summary>
    /// <exception cref="UserError">EMPO4003 for a manifest that a newer version wrote.</exception>
    public static Manifest? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        byte[] bytes;
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                return null;
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return Parse(bytes, path);
    }

    /// <summary>The manifest in these bytes, or null where they are none.</summary>
    /// <param name="path">What to name in an error.</param>
    /// <exception cref="UserError">EMPO4003 for a manifest that a newer version wrote.</exception>
    internal static Manifest? Parse(byte[] bytes, string path)
    {
        var whole = ManifestSeal.IsWhole(bytes);
        if (whole is false)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return FromJson(document.RootElement, path, isSealed: whole is true);
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Writes the manifest into a folder, replacing another one atomically.</summary>
    public static void Write(string folder, Manifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            ToJson(json, manifest);
        }

        WholeFile.Write(Path.Combine(folder, Name), ManifestSeal.Apply(buffer.WrittenSpan));
    }

    private static Manifest FromJson(JsonElement json, string path, bool isSealed)
    {
        var format = json.GetProperty("format").GetInt32();
        if (format > Manifest.CurrentFormat)
        {
            throw new UserError(
                "EMPO4003",
                $"This manifest has format {format}, but this version of Empo.Pipeline knows formats up to "
                    + $"{Manifest.CurrentFormat}. Use the version that wrote the store, or another EmpoStore.",
                path
            );
        }

        if (format >= Manifest.FirstSealedFormat && !isSealed)
        {
            throw new FormatException("the manifest has lost its seal");
        }

        return new Manifest
        {
            Stage = Stage(Text(json, "stage")),
            Round = OptionalInteger(json, "round"),
            Key = Digest(json, "key"),
            Experiment = Text(json, "experiment"),
            Fingerprint = [.. json.GetProperty("fingerprint").EnumerateArray().Select(Text)],
            Inputs = [.. json.GetProperty("inputs").EnumerateArray().Select(input => new InputRecord(
                Text(input, "role"), Digest(input, "digest"), OptionalText(input, "stage"), OptionalInteger(input, "round")))],
            Outputs = Distinct([.. json.GetProperty("outputs").EnumerateArray().Select(ReadOutput)]),
            Chunks =
            [
                .. json.GetProperty("chunks")
                    .EnumerateArray()
                    .Select(ReadFile)
                    .Where(chunk => Sha256Digest.Is(chunk.Path) ? true : throw new FormatException($"'{chunk.Path}' is no key of a chunk")),
            ],
            Metrics = json.GetProperty("metrics")
                .EnumerateObject()
                .ToDictionary(
                    metric => metric.Name,
                    metric => metric.Value.ValueKind == JsonValueKind.Number ? metric.Value.GetDouble() : double.NaN,
                    StringComparer.Ordinal
                ),
            Numerics = Texts(json.GetProperty("numerics")),
            Provenance = json.TryGetProperty("provenance", out var provenance) ? Texts(provenance) : new Dictionary<string, string>(),
            Seconds = json.GetProperty("seconds").GetDouble(),
            Finished = Text(json, "finished"),
        };
    }

    private static Dictionary<string, string> Texts(JsonElement json) =>
        json.EnumerateObject().ToDictionary(entry => entry.Name, entry => Text(entry.Value), StringComparer.Ordinal);

    private static OutputRecord ReadOutput(JsonElement json) => new()
    {
        Name = PlainName(Text(json, "name")),
        Digest = Digest(json, "digest"),
        At = OptionalText(json, "at") is { } at ? OfEntry(at) : null,
        Input = OptionalText(json, "input"),
        Evicted = json.TryGetProperty("evicted", out var evicted) && evicted.GetBoolean(),
        Files = [.. json.GetProperty("files").EnumerateArray().Select(ReadFile)],
    };

    private static IReadOnlyList<OutputRecord> Distinct(IReadOnlyList<OutputRecord> outputs) =>
        outputs.DistinctBy(output => output.Name).Count() == outputs.Count
            ? outputs
            : throw new FormatException("an output stands there twice");

    private static FileRecord ReadFile(JsonElement json) => new(
        Below(Text(json, "path")), json.GetProperty("bytes").GetInt64(), Digest(json, "sha256"), json.GetProperty("written").GetInt64());

    /// <summary>A name in the stage table, because it becomes the name of a folder.</summary>
    private static string Stage(string name) =>
        StageTable.Find(name) is not null ? name : throw new FormatException($"'{name}' is not a stage");

    /// <summary>An output of an entry in the same store: stage, folder, name.</summary>
    private static string OfEntry(string at)
    {
        if (at.Split('/') is not [var stage, var folder, var name] || !Sha256Digest.IsHex(folder, ArtifactStore.NameDigits))
        {
            throw new FormatException($"'{at}' is not an output of an entry");
        }

        _ = (Stage(stage), PlainName(name));
        return at;
    }

    private static string PlainName(string name) => name is "" or "." or ".." || name.AsSpan().ContainsAny("/\\:\0")
        ? throw new FormatException($"'{name}' is not a name")
        : name;

    /// <summary>A path that stays below its folder, so that a manifest from elsewhere cannot lead to other files.</summary>
    private static string Below(string path) =>
        Path.IsPathRooted(path) || path.Contains('\0', StringComparison.Ordinal) || path.Split('/', '\\').Contains("..")
            ? throw new FormatException($"'{path}' leads out of the entry")
            : path;

    private static string Digest(JsonElement json, string name) =>
        Text(json, name) is var text && Sha256Digest.Is(text) ? text : throw new FormatException($"'{text}' is not a digest");

    private static string Text(JsonElement json, string name) => Text(json.GetProperty(name));

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("a text is missing");

    private static string? OptionalText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? OptionalInteger(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static void ToJson(Utf8JsonWriter json, Manifest manifest)
    {
        json.WriteStartObject();
        json.WriteNumber("format", Manifest.CurrentFormat);
        json.WriteString("stage", manifest.Stage);
        WriteOptional(json, "round", manifest.Round);
        json.WriteString("key", manifest.Key);
        json.WriteString("experiment", manifest.Experiment);
        json.WriteNumber("seconds", manifest.Seconds);
        json.WriteString("finished", manifest.Finished);
        WriteList(json, "fingerprint", manifest.Fingerprint, json.WriteStringValue);
        WriteList(json, "inputs", manifest.Inputs, input =>
        {
            json.WriteStartObject();
            json.WriteString("role", input.Role);
            json.WriteString("digest", input.Digest);
            if (input.Stage is not null)
            {
                json.WriteString("stage", input.Stage);
            }

            WriteOptional(json, "round", input.Round);
            json.WriteEndObject();
        });
        WriteList(json, "outputs", manifest.Outputs, output => WriteOutput(json, output));
        WriteList(json, "chunks", manifest.Chunks, chunk => WriteFile(json, chunk));
        json.WriteStartObject("metrics");
        foreach (var (name, value) in manifest.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            if (double.IsFinite(value))
            {
                json.WriteNumber(name, value);
            }
            else
            {
                json.WriteNull(name);
            }
        }

        json.WriteEndObject();
        WriteTexts(json, "numerics", manifest.Numerics);
        WriteTexts(json, "provenance", manifest.Provenance);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputRecord output)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("digest", output.Digest);
        if (output.At is not null)
        {
            json.WriteString("at", output.At);
        }

        if (output.Input is not null)
        {
            json.WriteString("input", output.Input);
        }

        if (output.Evicted)
        {
            json.WriteBoolean("evicted", true);
        }

        WriteList(json, "files", output.Files, file => WriteFile(json, file));
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, FileRecord file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteNumber("bytes", file.Bytes);
        json.WriteString("sha256", file.Sha256);
        json.WriteNumber("written", file.Written);
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
