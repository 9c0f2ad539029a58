using System.Text;
using System.Text.Json;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// A response's tokens as llama.cpp lists them in <c>logprobs.content</c>: <c>id</c>, <c>logprob</c>, and the text that was sent with the
/// token (<c>bytes</c>, or <c>token</c>). Its server holds a token back whose bytes end inside a character, and sends them with the next
/// token, whose id is then the only one in the list. Source: tools/server/server-context.cpp (process_token) and server-task.cpp
/// (probs_vector_to_json).
/// </summary>
/// <param name="Ids">One per listed token.</param>
/// <param name="LogProbs">One per listed token, or none.</param>
internal sealed record ListedTokens(List<int> Ids, LogProbValues LogProbs)
{
    private IReadOnlyList<byte[]?> Sent { get; init; } = [];

    /// <summary>Null where there is no such list, or an entry has no id (OpenAI's own lists).</summary>
    /// <exception cref="Requests.UnusableReplyException">A log-probability is above 0.</exception>
    public static ListedTokens? In(JsonElement logProbs)
    {
        if (
            logProbs.ValueKind != JsonValueKind.Object
            || !logProbs.TryGetProperty("content", out var content)
            || content.ValueKind != JsonValueKind.Array
            || content.GetArrayLength() == 0
        )
        {
            return null;
        }

        List<JsonElement> entries = [.. content.EnumerateArray()];
        return entries.TrueForAll(HasId)
            ? new ListedTokens(
                entries.ConvertAll(entry => entry.GetProperty("id").GetInt32()),
                entries.TrueForAll(entry => entry.TryGetProperty("logprob", out _))
                    ? LogProbValues.Of(entries.Select(entry => entry.GetProperty("logprob")))
                    : new LogProbValues([], false)
            )
            {
                Sent = entries.ConvertAll(BytesOf),
            }
            : null;
    }

    /// <summary>
    /// Whether ids are missing: an entry carries other bytes than its token has, or the response's text has more than the entries together.
    /// </summary>
    /// <param name="text">The response's text; null where there is none.</param>
    public bool AreIncomplete(string? text, ITextTokenizer tokenizer)
    {
        for (var i = 0; i < Ids.Count; i++)
        {
            if (Sent[i] is { Length: > 0 } sent && IsKnown(Ids[i], tokenizer) && !IsTextOf(Ids[i], sent, tokenizer))
            {
                return true;
            }
        }

        return text is not null
            && Sent.All(sent => sent is not null)
            && !Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(Sent.SelectMany(sent => sent!).ToArray());
    }

    private static bool HasId(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.Number
        && id.TryGetInt32(out _);

    /// <summary>Special tokens have no text of their own here, and ids beyond the tokenizer are padding.</summary>
    private static bool IsKnown(int id, ITextTokenizer tokenizer) =>
        id >= 0 && id < tokenizer.VocabularySize && !tokenizer.SpecialIds.Contains(id);

    /// <summary>A tokenizer that drops the space before a text's first word does so in one of the two places.</summary>
    private static bool IsTextOf(int id, byte[] sent, ITextTokenizer tokenizer) =>
        tokenizer.BytesOf(id, first: false).SequenceEqual(sent) || tokenizer.BytesOf(id, first: true).SequenceEqual(sent);

    private static byte[]? BytesOf(JsonElement entry)
    {
        if (entry.TryGetProperty("bytes", out var bytes) && bytes.ValueKind == JsonValueKind.Array)
        {
            return [.. bytes.EnumerateArray().Select(value => value.GetByte())];
        }

        return entry.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String
            ? Encoding.UTF8.GetBytes(token.GetString()!)
            : null;
    }
}
