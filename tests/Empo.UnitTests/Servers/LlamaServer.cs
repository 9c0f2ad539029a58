using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Modeling.Families;

namespace Empo.UnitTests.Servers;

/// <summary>
/// llama.cpp's own library behind the replies that its server gives: it computes the logits, and the rest follows tools/server. Only its
/// HTTP layer is not the real one.
/// </summary>
/// <param name="gguf">The model's file.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="positions">Tokens of a prompt and its response together.</param>
internal sealed class LlamaServer(string gguf, ITextTokenizer tokenizer, int positions)
{
    private readonly Lock _turn = new();

    public ServerReply Answer(ServerRequest request) => request.Path switch
    {
        "/v1/models" => ServerReply.Json(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray(new JsonObject
            {
                ["id"] = "stories",
                ["owned_by"] = "llamacpp",
                ["meta"] = new JsonObject { ["n_vocab"] = tokenizer.VocabularySize, ["n_ctx_train"] = 512 },
            }),
        }),
        "/props" => ServerReply.Json(new JsonObject
        {
            ["build_info"] = "b1",
            ["total_slots"] = 1,
            ["default_generation_settings"] = new JsonObject
            {
                ["n_ctx"] = positions,
                ["params"] = new JsonObject
                {
                    ["temperature"] = 0.8,
                    ["ignore_eos"] = false,
                    ["samplers"] = new JsonArray("penalties", "top_k", "top_p", "min_p", "temperature"),
                },
            },
        }),
        "/v1/completions" when request.Json.GetProperty("n").GetInt32() > 1 =>
            ServerReply.Error(400, "Field 'n': Value must be between 1 <= value <= 1, but got 2"),
        "/v1/completions" => CompletionReply.Write(Choice(request.Json)),
        _ => ServerReply.Error(404, "File Not Found"),
    };

    private JsonObject Choice(JsonElement request)
    {
        List<int> ids = [.. request.GetProperty("prompt").EnumerateArray().Select(id => id.GetInt32())];
        var (temperature, likeliest) = (request.GetProperty("temperature").GetDouble(), request.GetProperty("logprobs").GetInt32());
        var random = new Random(request.GetProperty("seed").GetInt32());
        var (text, held, listed) = (new List<byte>(), new List<byte>(), new JsonArray());
        var (ends, left) = (false, request.GetProperty("max_tokens").GetInt32());
        for (; left > 0 && !ends; left--)
        {
            var logProbs = LogSoftmax(NextLogits(ids), 1);
            var id = temperature == 0 ? Array.IndexOf(logProbs, logProbs.Max()) : Draw(LogSoftmax(logProbs, temperature), random);
            ends = id == tokenizer.EndOfText;
            ids.Add(id);
            byte[] bytes = [.. tokenizer.BytesOf(id, first: false)];
            held.AddRange(bytes);
            text.AddRange(bytes);
            if (!Encoding.UTF8.GetString([.. held]).Contains('\ufffd', StringComparison.Ordinal))
            {
                listed.Add((JsonNode)Entry(id, held, logProbs, likeliest));
                held.Clear();
            }
        }

        return new JsonObject
        {
            ["text"] = Encoding.UTF8.GetString([.. text]),
            ["index"] = 0,
            ["logprobs"] = new JsonObject { ["content"] = listed },
            ["finish_reason"] = ends ? "stop" : "length",
        };
    }

    private JsonObject Entry(int id, List<byte> bytes, double[] logProbs, int likeliest) => new()
    {
        ["id"] = id,
        ["token"] = Encoding.UTF8.GetString([.. bytes]),
        ["bytes"] = new JsonArray([.. bytes.Select(value => (JsonNode)(int)value)]),
        ["logprob"] = logProbs[id],
        ["top_logprobs"] = new JsonArray([
            .. Enumerable.Range(0, logProbs.Length).OrderByDescending(other => logProbs[other]).Take(likeliest).Select(other =>
                (JsonNode)new JsonObject { ["id"] = other, ["token"] = "", ["logprob"] = logProbs[other] }
            ),
        ]),
    };

    private double[] NextLogits(List<int> ids)
    {
        lock (_turn)
        {
            return [.. LlamaLibrary.Logits(gguf, ids, tokenizer.VocabularySize)[^1].Select(logit => (double)logit)];
        }
    }

    private static double[] LogSoftmax(double[] logits, double temperature)
    {
        var most = logits.Max();
        var total = Math.Log(logits.Sum(logit => Math.Exp((logit - most) / temperature)));
        return [.. logits.Select(logit => ((logit - most) / temperature) - total)];
    }

    private static int Draw(double[] logProbs, Random random)
    {
        var left = random.NextDouble();
        for (var id = 0; id < logProbs.Length - 1; id++)
        {
            left -= Math.Exp(logProbs[id]);
            if (left < 0)
            {
                return id;
            }
        }

        return logProbs.Length - 1;
    }
}
