using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts;

/// <summary>
/// <c>decoding.json</c>: how a round was sampled. It travels with the rollouts, so that training divides by the same temperature.
/// </summary>
internal static class DecodingFile
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <param name="path">Where it is written.</param>
    /// <param name="decoding">How tokens were chosen.</param>
    /// <param name="engine">What sampled.</param>
    /// <param name="batching">How responses shared batches.</param>
    /// <param name="dtype">The type in which our own decoder computed, where that is not the policy's.</param>
    public static void Write(string path, Decoding decoding, string engine, string batching, string? dtype = null)
    {
        var json = new JsonObject
        {
            ["temperature"] = decoding.Temperature,
            ["top_p"] = decoding.TopP,
            ["top_k"] = decoding.TopK,
            ["max_tokens"] = decoding.MaxTokens,
            ["stop_token_ids"] = new JsonArray([.. decoding.StopTokens.Select(id => (JsonNode)id)]),
            ["engine"] = engine,
            ["batching"] = batching,
        };
        if (dtype is not null)
        {
            json["dtype"] = dtype;
        }

        File.WriteAllText(path, json.ToJsonString(Layout) + "\n");
    }

    /// <summary>For rollouts that another program sampled in its own way; nothing trains on them here.</summary>
    public static void WriteRecorded(string path) =>
        File.WriteAllText(path, new JsonObject { ["engine"] = "recorded" }.ToJsonString(Layout) + "\n");

    /// <summary>
    /// For rollouts that a server sampled: the server's own description of itself, and whether its log-probabilities belong to the sampled
    /// distribution.
    /// </summary>
    public static void WriteServer(string path, Decoding decoding, ServerIdentity server, bool logProbs)
    {
        Write(path, decoding, "server", "server");
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        json["server"] = new JsonObject
        {
            ["model"] = server.Model,
            ["root"] = server.Root,
            ["revision"] = server.Revision,
            ["version"] = server.Version,
        };
        json["log_probs"] = logProbs;
        File.WriteAllText(path, json.ToJsonString(Layout) + "\n");
    }

    /// <summary>
    /// Whether our own decoder sampled in the policy's type, so that the trainer's log-probabilities differ by rounding only.
    /// </summary>
    public static bool IsExact(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path));
        return (json?["engine"]?.GetValue<string>() ?? "local") == "local" && json?["dtype"] is null;
    }

    /// <exception cref="UserError">EMPO4013 where the file is not what <see cref="Write"/> left.</exception>
    public static Decoding Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            return new Decoding
            {
                Temperature = json["temperature"]!.GetValue<double>(),
                TopP = json["top_p"]!.GetValue<double>(),
                TopK = json["top_k"]!.GetValue<int>(),
                MaxTokens = json["max_tokens"]!.GetValue<int>(),
                StopTokens = [.. json["stop_token_ids"]!.AsArray().Select(id => id!.GetValue<int>())],
                Greedy = false,
            };
        }
        catch (Exception exception)
            when (exception is JsonException or NullReferenceException or InvalidOperationException or FormatException or IOException)
        {
            throw new UserError(
                "EMPO4013",
                $"The record of how a round was sampled cannot be read: {exception.Message.TrimEnd('.')}. Delete it and build again.",
                path,
                cause: exception
            );
        }
    }
}
