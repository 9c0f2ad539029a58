using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Sampling;

namespace Empo.UnitTests.Servers;

/// <summary>Replies of <c>/v1/completions</c> as vLLM writes them.</summary>
internal static class CompletionReply
{
    /// <summary>Choices with token ids, log-probabilities and the reason for which each ended.</summary>
    public static ServerReply Of(IEnumerable<(int[] Ids, float[] LogProbs, string Reason)> choices) =>
        Write([
            .. choices.Select(
                (choice, i) =>
                    new JsonObject
                    {
                        ["index"] = i,
                        ["text"] = "",
                        ["token_ids"] = Numbers(choice.Ids),
                        ["logprobs"] = new JsonObject
                        {
                            ["tokens"] = new JsonArray([.. choice.Ids.Select(id => (JsonNode)$"token_id:{id}")]),
                            ["token_logprobs"] = Numbers(choice.LogProbs),
                        },
                        ["finish_reason"] = choice.Reason,
                    }
            ),
        ]);

    /// <summary>Choices with text only.</summary>
    public static ServerReply OfTexts(params string[] texts) =>
        Write([
            .. texts.Select(
                (text, i) =>
                    new JsonObject
                    {
                        ["index"] = i,
                        ["text"] = text,
                        ["logprobs"] = null,
                        ["finish_reason"] = "stop",
                    }
            ),
        ]);

    public static ServerReply Write(params JsonObject[] choices) =>
        ServerReply.Json(
            new JsonObject
            {
                ["id"] = "cmpl-1",
                ["object"] = "text_completion",
                ["model"] = "m",
                ["choices"] = new JsonArray([.. choices]),
            }
        );

    /// <summary>Answers by a real engine: what a request asks for, sampled.</summary>
    public static ServerReply By(IRolloutEngine engine, JsonElement request)
    {
        int[] Ids(string name) => [.. request.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
        var temperature = request.GetProperty("temperature").GetDouble();
        var batch = new RolloutBatch
        {
            Prompts = [new RolloutPrompt("any", Ids("prompt"))],
            FirstSample = 0,
            Samples = request.GetProperty("n").GetInt32(),
            Seed = (ulong)request.GetProperty("seed").GetInt32(),
            Round = 0,
            Decoding = new Decoding
            {
                Temperature = temperature == 0 ? 1 : temperature,
                TopP = 1,
                TopK = 0,
                MaxTokens = request.GetProperty("max_tokens").GetInt32(),
                StopTokens = Ids("stop_token_ids"),
                Greedy = temperature == 0,
            },
        };
        return Of(
            engine
                .Complete(batch, CancellationToken.None)
                .Select(completion =>
                    (
                        completion.TokenIds.ToArray(),
                        completion.LogProbs.ToArray(),
                        completion.FinishReason == FinishReason.Stop ? "stop" : "length"
                    )
                )
        );
    }

    private static JsonArray Numbers(int[] values) => [.. values.Select(value => (JsonNode)value)];

    private static JsonArray Numbers(float[] values) => [.. values.Select(value => (JsonNode)value)];
}
