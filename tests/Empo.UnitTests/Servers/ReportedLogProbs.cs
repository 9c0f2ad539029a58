using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.UnitTests.Servers;

/// <summary>A server whose next token has fixed logits, and which reports log-probabilities of one of three distributions.</summary>
/// <param name="Tempered">Whether the temperature is applied to what is reported.</param>
/// <param name="Filtered">Whether top_p is.</param>
internal sealed record ReportedLogProbs(bool Tempered, bool Filtered)
{
    private static readonly double[] Flat = [2, 1, 0.5, 0, -1, -2];
    private static readonly double[] Steep = [40, 1, 0.5, 0, -1, -2];

    /// <summary>Whether tokens are listed by their ids in <c>content</c>, as llama.cpp does.</summary>
    public bool AsContent { get; init; }

    /// <summary>After so many tokens of a prompt at most, the next token is certain: a role follows the token that begins a turn.</summary>
    public int CertainAfter { get; init; }

    /// <summary>The choice of a request: the likeliest token, and the five likeliest with their log-probabilities.</summary>
    public ServerReply Answer(JsonElement request)
    {
        var temperature = request.GetProperty("temperature").GetDouble();
        var topP = request.GetProperty("top_p").GetDouble();
        var logits = request.GetProperty("prompt").GetArrayLength() <= CertainAfter ? Steep : Flat;
        var values = LogSoftmax([.. logits.Select(logit => logit / (Tempered ? temperature : 1))]);
        var kept = Kept(LogSoftmax([.. logits.Select(logit => logit / temperature)]), topP);
        if (Filtered)
        {
            var mass = Math.Log(kept.Sum(id => Math.Exp(values[id])));
            values = [.. values.Select((value, id) => kept.Contains(id) ? value - mass : -9999)];
        }

        return CompletionReply.Write(Choice(values, Math.Min(request.GetProperty("logprobs").GetInt32(), 5)));
    }

    private JsonObject Choice(double[] values, int likeliest)
    {
        var top = Enumerable.Range(0, likeliest);
        return new JsonObject
        {
            ["index"] = 0,
            ["text"] = "",
            ["token_ids"] = new JsonArray(1),
            ["finish_reason"] = "length",
            ["logprobs"] = AsContent
                ? new JsonObject
                {
                    ["content"] = new JsonArray(new JsonObject
                    {
                        ["id"] = 1, ["token"] = "a", ["logprob"] = values[0],
                        ["top_logprobs"] = new JsonArray([
                            .. top.Select(id => (JsonNode)new JsonObject { ["id"] = id, ["token"] = "?", ["logprob"] = values[id] }),
                        ]),
                    }),
                }
                : new JsonObject
                {
                    ["token_logprobs"] = new JsonArray(values[0]),
                    ["top_logprobs"] = new JsonArray(
                        new JsonObject(top.Select(id => KeyValuePair.Create($"token_id:{id}", (JsonNode?)values[id])))
                    ),
                },
        };
    }

    private static double[] LogSoftmax(double[] logits)
    {
        var total = Math.Log(logits.Sum(Math.Exp));
        return [.. logits.Select(logit => logit - total)];
    }

    /// <summary>The likeliest ids whose mass reaches the share.</summary>
    private static List<int> Kept(double[] logProbs, double share)
    {
        var (kept, mass) = (new List<int>(), 0.0);
        for (var id = 0; id < logProbs.Length && (kept.Count == 0 || mass < share); id++)
        {
            kept.Add(id);
            mass += Math.Exp(logProbs[id]);
        }

        return kept;
    }
}
