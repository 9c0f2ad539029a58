using System.Globalization;
using System.Text.Json;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Protocol;

/// <summary>
/// The lines between the stage process of a build and the leader of its ranks, JSON without reflection. To the leader: requests, and an
/// empty line every two seconds. From it: messages behind a mark, because libraries and launchers write to the same output.
/// </summary>
public static class RankWire
{
    /// <summary>Before every message of the ranks.</summary>
    public const string Mark = "\u0001empo ";

    public static string WriteRequest(string folder, StageRequest request) => WireFormat.Object(json =>
    {
        json.WriteString("folder", folder);
        json.WritePropertyName("request");
        WireFormat.WriteRequest(json, new WireRequest(request, []));
    });

    /// <summary>The folder that the stage writes into, and its request.</summary>
    public static (string Folder, StageRequest Request) ReadRequest(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return (json.GetProperty("folder").GetString()!, WireFormat.ReadRequest(json.GetProperty("request")).Request);
    }

    public static string WriteLine(string text) => Marked(json => json.WriteString("line", text));

    public static string WriteHello(RankHello hello) => Marked(json =>
    {
        json.WriteStartObject("hello");
        json.WriteNumber("size", hello.Ranks);
        json.WriteString("mpi", hello.Library);
        WireFormat.WriteTexts(json, "hosts", hello.Hosts);
        json.WriteEndObject();
    });

    public static string WriteDone(RankResult result) => Marked(json =>
    {
        json.WriteStartObject("done");
        // numbers as texts: JSON has no NaN
        WriteMap(json, "metrics", result.Metrics, value => json.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture)));
        WriteMap(json, "passed", result.PassedThrough, input => json.WriteNumberValue(input));
        WriteMap(json, "stage_numerics", result.StageNumerics, value => json.WriteStringValue(value));
        WriteMap(json, "numerics", result.Numerics, value => json.WriteStringValue(value));
        json.WriteStartArray("chunks");
        foreach (var chunk in result.Chunks)
        {
            json.WriteStartArray();
            json.WriteStringValue(chunk.Key);
            json.WriteStringValue(chunk.Digest);
            json.WriteNumberValue(chunk.Bytes);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static string WriteFailure(RankFailure failure) => Marked(json =>
    {
        json.WriteStartObject("failure");
        json.WriteNumber("rank", failure.Rank);
        json.WriteString("host", failure.Host);
        json.WriteString("code", failure.Code);
        json.WriteString("text", failure.Text);
        json.WriteString("file", failure.File);
        json.WriteNumber("line", failure.Line);
        json.WriteString("trace", failure.Trace);
        json.WriteBoolean("fresh", failure.Fresh);
        json.WriteEndObject();
    });

    /// <summary>The message on a line, wherever on it it begins; null where the line holds none.</summary>
    public static RankReply? ReadReply(string line)
    {
        var start = line.IndexOf(Mark, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line.AsMemory(start + Mark.Length));
            var json = document.RootElement;
            return new RankReply(
                json.TryGetProperty("hello", out var hello) ? ReadHello(hello) : null,
                json.TryGetProperty("line", out var text) ? text.GetString() : null,
                json.TryGetProperty("done", out var done) ? ReadDone(done) : null,
                json.TryGetProperty("failure", out var failure) ? ReadFailure(failure) : null);
        }
        catch (JsonException)
        {
            return null; // cut off: the process was killed while it wrote
        }
    }

    private static RankHello ReadHello(JsonElement json) =>
        new(json.GetProperty("size").GetInt32(), json.GetProperty("mpi").GetString()!, WireFormat.Texts(json, "hosts"));

    private static RankResult ReadDone(JsonElement json) => new()
    {
        Metrics = ReadMap(json, "metrics", value => double.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        PassedThrough = ReadMap(json, "passed", value => value.GetInt32()),
        StageNumerics = ReadMap(json, "stage_numerics", value => value.GetString()!),
        Numerics = ReadMap(json, "numerics", value => value.GetString()!),
        Chunks =
        [
            .. json.GetProperty("chunks").EnumerateArray()
                .Select(chunk => new ChunkEntry(chunk[0].GetString()!, "", chunk[1].GetString()!, chunk[2].GetInt64())),
        ],
    };

    private static RankFailure ReadFailure(JsonElement json) => new()
    {
        Rank = json.GetProperty("rank").GetInt32(),
        Host = json.GetProperty("host").GetString()!,
        Code = json.GetProperty("code").GetString()!,
        Text = json.GetProperty("text").GetString()!,
        File = json.GetProperty("file").GetString(),
        Line = json.GetProperty("line").GetInt32(),
        Trace = json.GetProperty("trace").GetString(),
        Fresh = json.GetProperty("fresh").GetBoolean(),
    };

    private static string Marked(Action<Utf8JsonWriter> write) => Mark + WireFormat.Object(write);

    private static void WriteMap<T>(
        Utf8JsonWriter json,
        string name,
        IReadOnlyDictionary<string, T> map,
        Action<T> write
    )
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WritePropertyName(key);
            write(value);
        }

        json.WriteEndObject();
    }

    private static Dictionary<string, T> ReadMap<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        json.GetProperty(name).EnumerateObject().ToDictionary(entry => entry.Name, entry => read(entry.Value), StringComparer.Ordinal);
}
