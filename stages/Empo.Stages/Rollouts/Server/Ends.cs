using System.Text.Json;
using Empo.Stages.Requests;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Why a choice ended, in the words of several servers.</summary>
internal static class Ends
{
    /// <summary>vLLM, SGLang, llama.cpp and OpenAI say stop; TGI and others name what stopped it.</summary>
    private static readonly string[] Stops = ["stop", "eos", "eos_token", "stop_sequence"];

    private static readonly string[] Lengths = ["length", "max_tokens"];

    /// <summary>
    /// Whether the choice ended by a stop token and not by its length. Where the server does not say, the tokens decide: a stop token at
    /// the end, or as many tokens as were asked for.
    /// </summary>
    /// <exception cref="UnusableReplyException">It was aborted or filtered, or nothing says why it ended.</exception>
    public static bool Stopped(JsonElement choice, List<int> ids, Decoding decoding)
    {
        if (!choice.TryGetProperty("finish_reason", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return ids.Count > 0 && decoding.StopTokens.Contains(ids[^1])
                || (ids.Count == decoding.MaxTokens ? false : throw new UnusableReplyException("a choice does not say why it ended"));
        }

        var reason = value.GetString()!;
        return Stops.Contains(reason)
            || (Lengths.Contains(reason) ? false : throw new UnusableReplyException($"a choice ended for the reason '{reason}'"));
    }

    /// <summary>
    /// Whether there are as many tokens as were asked for and the last one is no stop token: there was no room for one, whatever the server
    /// says of the end, so the response was cut off.
    /// </summary>
    public static bool IsFull(List<int> ids, Decoding decoding) =>
        ids.Count >= decoding.MaxTokens && !decoding.StopTokens.Contains(ids[^1]);

    /// <summary>
    /// The stop token that the server names separately from the ids (vLLM: stop_reason, SGLang: matched_stop), else the first stop token.
    /// </summary>
    public static int StopOf(JsonElement choice, Decoding decoding)
    {
        foreach (var name in new[] { "stop_reason", "matched_stop" })
        {
            if (
                choice.TryGetProperty(name, out var stop)
                && stop.ValueKind == JsonValueKind.Number
                && stop.TryGetInt32(out var id)
                && decoding.StopTokens.Contains(id)
            )
            {
                return id;
            }
        }

        return decoding.StopTokens[0];
    }
}
