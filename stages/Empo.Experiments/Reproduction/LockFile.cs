using System.Text.Encodings.Web;
using System.Text.Json;

namespace Empo.Experiments.Reproduction;

/// <summary>Reads and writes <c>&lt;experiment&gt;.lock.json</c>, next to the experiment's file.</summary>
public static class LockFile
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Path of an experiment's lock.</summary>
    public static string PathOf(string experimentFile) => Path.ChangeExtension(experimentFile, ".lock.json");

    /// <exception cref="UserError">EMPO4025 where there is none or it cannot be understood.</exception>
    public static ExperimentLock Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var read = FromJson(document.RootElement);
            return read.Stages.DistinctBy(stage => stage.Id).Count() == read.Stages.Count
                ? read
                : throw new FormatException("a stage stands there twice");
        }
        catch (Exception exception)
            when (exception
                    is FileNotFoundException
                        or DirectoryNotFoundException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            throw new UserError(
                "EMPO4025",
                $"There is no lock that can be read ({exception.Message}). Make one from a finished build: dotnet build "
                    + "pipeline.proj -t:Lock.",
                path,
                cause: exception
            );
        }
    }

    public static void Write(string path, ExperimentLock made)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            json.WriteStartObject();
            json.WriteNumber("format", ExperimentLock.CurrentFormat);
            json.WriteString("experiment", made.Experiment);
            WriteTexts(json, "numerics", made.Numerics);
            WriteTexts(json, "settings", made.Settings);
            WriteTexts(json, "formats", made.Formats);
            WriteTexts(json, "files", made.Files);
            WriteStages(json, made.Stages);
            WriteRuns(json, made.Runs);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        File.WriteAllBytes(path, buffer.ToArray());
    }

    private static ExperimentLock FromJson(JsonElement json)
    {
        var format = json.GetProperty("format").GetInt32();
        return format > ExperimentLock.CurrentFormat
            ? throw new FormatException($"it has format {format}, and this version knows formats up to {ExperimentLock.CurrentFormat}")
            : new ExperimentLock
            {
                Experiment = Text(json.GetProperty("experiment")),
                Numerics = Texts(json.GetProperty("numerics")),
                Settings = Texts(json.GetProperty("settings")),
                Formats = Texts(json.GetProperty("formats")),
                Files = Texts(json.GetProperty("files")),
                Stages =
                [
                    .. json.GetProperty("stages")
                        .EnumerateArray()
                        .Select(stage => new LockedStage(
                            Text(stage.GetProperty("id")),
                            Text(stage.GetProperty("key")),
                            Texts(stage.GetProperty("outputs"))
                        )),
                ],
                Runs = json.GetProperty("runs")
                    .EnumerateObject()
                    .ToDictionary(
                        run => run.Name,
                        run =>
                            (IReadOnlyDictionary<string, double>)
                                run
                                    .Value.EnumerateObject()
                                    .ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble(), StringComparer.Ordinal),
                        StringComparer.Ordinal
                    ),
            };
    }

    private static Dictionary<string, string> Texts(JsonElement json) =>
        json.EnumerateObject().ToDictionary(entry => entry.Name, entry => Text(entry.Value), StringComparer.Ordinal);

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("a text is missing");

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteStages(Utf8JsonWriter json, IReadOnlyList<LockedStage> stages)
    {
        json.WriteStartArray("stages");
        foreach (var stage in stages)
        {
            json.WriteStartObject();
            json.WriteString("id", stage.Id);
            json.WriteString("key", stage.Key);
            WriteTexts(json, "outputs", stage.Outputs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRuns(Utf8JsonWriter json, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> runs)
    {
        json.WriteStartObject("runs");
        foreach (var (seed, metrics) in runs)
        {
            json.WriteStartObject(seed);
            foreach (var (name, value) in metrics)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
