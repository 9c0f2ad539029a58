using System.Text;
using System.Text.Json;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings;

namespace Empo.Experiments.Protocol;

/// <summary>
/// The lines between a build and its stage process, JSON without reflection. To the process: one request, then perhaps
/// <c>cancel</c>. Back: <c>{"process": id}</c>, any number of <c>{"line": …}</c> and <c>{"detail": …}</c>, then one
/// <c>{"exit": n, "ran": true}</c>.
/// </summary>
public static class WireFormat
{
    /// <summary>Sent by the build while a stage runs: stop as soon as the finished work is safe.</summary>
    public const string Cancel = "cancel";

    public static string Write(WireRequest wire)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            WriteRequest(json, wire);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    public static WireRequest ReadRequest(string line)
    {
        using var document = JsonDocument.Parse(line);
        return ReadRequest(document.RootElement);
    }

    internal static WireRequest ReadRequest(JsonElement json)
    {
        var request = new StageRequest
        {
            Stage = Text(json, "stage"),
            Round = json.TryGetProperty("round", out var round) ? round.GetInt32() : null,
            Key = Text(json, "key"),
            Experiment = Text(json, "experiment"),
            Settings = new SettingSlice(
                json.GetProperty("settings")
                    .EnumerateObject()
                    .ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!, StringComparer.Ordinal)
            ),
            Inputs = [.. json.GetProperty("inputs").EnumerateArray().Select(ReadInput)],
            Outputs = Texts(json, "outputs"),
            Fingerprint = Texts(json, "fingerprint"),
            Store = Text(json, "store"),
            Device = Text(json, "device"),
            Deterministic = json.GetProperty("deterministic").GetBoolean(),
            Threads = json.GetProperty("threads").GetInt32(),
        };
        return new WireRequest(request, Texts(json, "needed"));
    }

    public static string WriteLine(string text) => Object(json => json.WriteString("line", text));

    public static string WriteDetail(string text) => Object(json => json.WriteString("detail", text));

    public static string WriteExit(int code, bool ran) => Object(json =>
    {
        json.WriteNumber("exit", code);
        json.WriteBoolean("ran", ran);
    });

    public static string WriteHello(int processId) => Object(json => json.WriteNumber("process", processId));

    public static WireReply ReadReply(string reply)
    {
        using var document = JsonDocument.Parse(reply);
        var json = document.RootElement;
        return new WireReply(
            json.TryGetProperty("line", out var line) ? line.GetString() : null,
            json.TryGetProperty("process", out var process) ? process.GetInt32() : null,
            json.TryGetProperty("exit", out var exit) ? exit.GetInt32() : null,
            json.TryGetProperty("ran", out var ran) && ran.GetBoolean())
        {
            Detail = json.TryGetProperty("detail", out var detail) ? detail.GetString() : null,
        };
    }

    internal static void WriteRequest(Utf8JsonWriter json, WireRequest wire)
    {
        var request = wire.Request;
        json.WriteStartObject();
        json.WriteString("stage", request.Stage);
        if (request.Round is { } round)
        {
            json.WriteNumber("round", round);
        }

        json.WriteString("key", request.Key);
        json.WriteString("experiment", request.Experiment);
        json.WriteString("store", request.Store);
        json.WriteString("device", request.Device);
        json.WriteBoolean("deterministic", request.Deterministic);
        json.WriteNumber("threads", request.Threads);
        json.WriteStartObject("settings");
        foreach (var (path, value) in request.Settings.Values)
        {
            json.WriteString(path, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("inputs");
        foreach (var input in request.Inputs)
        {
            WriteInput(json, input);
        }

        json.WriteEndArray();
        WriteTexts(json, "outputs", request.Outputs);
        WriteTexts(json, "fingerprint", request.Fingerprint);
        WriteTexts(json, "needed", wire.Needed);
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, StageInput input)
    {
        json.WriteStartObject();
        json.WriteString("role", input.Role);
        json.WriteString("path", input.Path);
        json.WriteString("digest", input.Digest);
        if (input.Stage is not null)
        {
            json.WriteString("stage", input.Stage);
        }

        if (input.Round is { } round)
        {
            json.WriteNumber("round", round);
        }

        json.WriteEndObject();
    }

    private static StageInput ReadInput(JsonElement json) => new()
    {
        Role = Text(json, "role"),
        Path = Text(json, "path"),
        Digest = Text(json, "digest"),
        Stage = json.TryGetProperty("stage", out var stage) ? stage.GetString() : null,
        Round = json.TryGetProperty("round", out var round) ? round.GetInt32() : null,
    };

    internal static string Object(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    internal static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    internal static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
