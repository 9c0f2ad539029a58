using System.Buffers;
using System.Text.Json;
using Empo.Experiments.Execution;

namespace Empo.Experiments.Storage;

/// <summary>Reads and writes <c>manifest.json</c> without reflection: a build may read a thousand of them.</summary>
public static class ManifestFile
{
    public const string Name = "manifest.json";

    /// <summary>Far beyond the manifest of a rollout of a million chunks; what is larger was not written by us.</summary>
    private const int MostBytes = 256 << 20;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>The manifest of an entry's folder, or null where there is none or it cannot be understood (a miss).</summary>
    /// <exception cref="StageFailure">EMPO4003 for a manifest that a newer version wrote.</exception>
    public static Manifest? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        byte[] bytes;
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                return null;
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

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
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
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
            throw new StageFailure("EMPO4003", $"This manifest has format {format}, but this version of Empo.Pipeline knows formats up to {Manifest.CurrentFormat}. Use the version that wrote the store, or another EmpoStore.", path);
        }

        if (format >= Manifest.FirstSealedFormat && !isSealed)
        {
            throw new FormatException("the manifest has lost its seal");
        }

        return new Manifest
        {
            Stage = json.GetProperty("stage").GetString()!,
            Round = OptionalInteger(json, "round"),
            Key = json.GetProperty("key").GetString()!,
            Experiment = json.GetProperty("experiment").GetString()!,
            Fingerprint = [.. json.GetProperty("fingerprint").EnumerateArray().Select(line => line.GetString()!)],
            Inputs = [.. json.GetProperty("inputs").EnumerateArray().Select(input => new InputRecord(
                input.GetProperty("role").GetString()!, input.GetProperty("digest").GetString()!, OptionalText(input, "stage"), OptionalInteger(input, "round")))],
            Outputs = [.. json.GetProperty("outputs").EnumerateArray().Select(ReadOutput)],
            Chunks = [.. json.GetProperty("chunks").EnumerateArray().Select(ReadFile)],
            Metrics = json.GetProperty("metrics").EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.ValueKind == JsonValueKind.Number ? metric.Value.GetDouble() : double.NaN, StringComparer.Ordinal),
            Numerics = Texts(json.GetProperty("numerics")),
            Provenance = json.TryGetProperty("provenance", out var provenance) ? Texts(provenance) : new Dictionary<string, string>(),
            Seconds = json.GetProperty("seconds").GetDouble(),
            Finished = json.GetProperty("finished").GetString()!,
        };
    }

    private static Dictionary<string, string> Texts(JsonElement json) => json.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal);

    private static OutputRecord ReadOutput(JsonElement json) => new()
    {
        Name = Below(json.GetProperty("name").GetString()!),
        Digest = json.GetProperty("digest").GetString()!,
        At = OptionalText(json, "at"),
        Input = OptionalText(json, "input"),
        Evicted = json.TryGetProperty("evicted", out var evicted) && evicted.GetBoolean(),
        Files = [.. json.GetProperty("files").EnumerateArray().Select(ReadFile)],
    };

    private static FileRecord ReadFile(JsonElement json) => new(
        Below(json.GetProperty("path").GetString()!), json.GetProperty("bytes").GetInt64(), json.GetProperty("sha256").GetString()!, json.GetProperty("written").GetInt64());

    /// <summary>A path that stays below its folder: a manifest from elsewhere leads nobody to other files.</summary>
    private static string Below(string path) => Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")
        ? throw new FormatException($"'{path}' leads out of the entry")
        : path;

    private static string? OptionalText(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? OptionalInteger(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : null;

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
