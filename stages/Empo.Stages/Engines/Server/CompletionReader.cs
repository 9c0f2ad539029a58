using System.Globalization;
using System.Text.Json;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Engines.Server;

/// <summary>Makes completions of a server's reply and checks what can be checked.</summary>
/// <param name="tokenizer">Of the model that the server serves; encodes replies that hold text only.</param>
/// <param name="decoding">What was asked for.</param>
internal sealed class CompletionReader(ITextTokenizer tokenizer, Decoding decoding)
{
    /// <summary>How vLLM writes a token's id where its text might be no valid one.</summary>
    private const string IdPrefix = "token_id:";

    /// <summary>The choices of one prompt, ordered by index.</summary>
    /// <param name="question">Index of the prompt in its batch.</param>
    /// <param name="firstSample">Index of the first choice in its group.</param>
    /// <param name="samples">Choices asked for.</param>
    /// <exception cref="ServerReplyException">Choices are missing or malformed, lengths differ, ids are none of the model's.</exception>
    public (IReadOnlyList<Completion> Completions, bool TextOnly) Read(JsonElement reply, int question, int firstSample, int samples)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
        {
            throw new ServerReplyException("it has no list of choices");
        }

        if (choices.GetArrayLength() != samples)
        {
            throw new ServerReplyException(Text($"it has {choices.GetArrayLength()} choices where {samples} were asked for"));
        }

        var ordered = choices.EnumerateArray().Select((choice, place) => (Choice: choice, Index: choice.TryGetProperty("index", out var index) ? index.GetInt32() : place)).OrderBy(entry => entry.Index).ToList();
        if (ordered.Where((entry, place) => entry.Index != place).Any())
        {
            throw new ServerReplyException("its choices are not numbered from 0");
        }

        var textOnly = false;
        var completions = ordered.ConvertAll(entry =>
        {
            var completion = ReadChoice(entry.Choice, question, firstSample + entry.Index, out var encoded);
            textOnly |= encoded;
            return completion;
        });
        return (completions, textOnly);
    }

    private Completion ReadChoice(JsonElement choice, int question, int sample, out bool encoded)
    {
        var logProbs = choice.TryGetProperty("logprobs", out var block) && block.ValueKind == JsonValueKind.Object ? block : default;
        var ids = Ids(choice, logProbs);
        encoded = ids is null;
        ids ??= [.. tokenizer.Encode(choice.GetProperty("text").GetString() ?? throw new ServerReplyException("a choice has neither token ids nor a text"))];
        var values = encoded ? [] : Values(logProbs);
        if (values.Count > 0 && values.Count != ids.Count)
        {
            throw new ServerReplyException(Text($"a choice has {ids.Count} token ids and {values.Count} log-probabilities"));
        }

        var stopped = Reason(choice) == "stop";
        if (stopped && (ids.Count == 0 || !decoding.StopTokens.Contains(ids[^1])))
        {
            // The server keeps the token that ended the response to itself; what it thought of it is not known, so none of its values is kept.
            ids.Add(StopOf(choice));
            values = [];
        }

        Check(ids, encoded);
        return new Completion
        {
            Question = question,
            Sample = sample,
            TokenIds = ids,
            // Servers give them before the temperature; only at temperature 1 they are those of the sampled distribution.
            LogProbs = decoding.Greedy || decoding.Temperature == 1 ? values : [],
            TokenEntropies = [],
            SelfCertainties = [],
            KeptLogMass = null,
            FinishReason = stopped ? FinishReason.Stop : FinishReason.Length,
        };
    }

    private void Check(List<int> ids, bool encoded)
    {
        if (ids.Count == 0)
        {
            throw new ServerReplyException("a choice has no token");
        }

        // Text that was cut off may have more tokens when it is encoded anew.
        if (!encoded && ids.Count > decoding.MaxTokens)
        {
            throw new ServerReplyException(Text($"a choice has {ids.Count} tokens where at most {decoding.MaxTokens} were asked for"));
        }

        if (ids.Exists(id => id < 0 || id >= tokenizer.VocabularySize))
        {
            throw new ServerReplyException(Text($"a choice has the token id {ids.Find(id => id < 0 || id >= tokenizer.VocabularySize)}, which the tokenizer of 'model' does not have"));
        }
    }

    /// <summary>vLLM's <c>token_ids</c>, or ids in place of the tokens' texts; null where the server gives text only.</summary>
    private static List<int>? Ids(JsonElement choice, JsonElement logProbs)
    {
        if (choice.TryGetProperty("token_ids", out var ids) && ids.ValueKind == JsonValueKind.Array)
        {
            return [.. ids.EnumerateArray().Select(id => id.GetInt32())];
        }

        if (logProbs.ValueKind != JsonValueKind.Object || !logProbs.TryGetProperty("tokens", out var tokens) || tokens.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] texts = [.. tokens.EnumerateArray().Select(token => token.GetString() ?? "")];
        return texts.Length > 0 && Array.TrueForAll(texts, text => text.StartsWith(IdPrefix, StringComparison.Ordinal))
            ? [.. texts.Select(text => int.Parse(text.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture))]
            : null;
    }

    private static List<float> Values(JsonElement logProbs)
    {
        if (logProbs.ValueKind != JsonValueKind.Object || !logProbs.TryGetProperty("token_logprobs", out var values) || values.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        List<float> numbers = [.. values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number ? value.GetSingle() : float.NaN)];
        return numbers.Exists(number => !(number <= 0) || float.IsInfinity(number)) ? throw new ServerReplyException("a log-probability is no number of at most 0") : numbers;
    }

    private static string? Reason(JsonElement choice) => choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String
        ? reason.GetString() is "stop" or "length" ? reason.GetString() : throw new ServerReplyException($"a choice ended for the reason '{reason.GetString()}'")
        : throw new ServerReplyException("a choice does not say why it ended");

    private int StopOf(JsonElement choice) => choice.TryGetProperty("stop_reason", out var stop) && stop.ValueKind == JsonValueKind.Number && stop.TryGetInt32(out var id) && decoding.StopTokens.Contains(id)
        ? id
        : decoding.StopTokens[0];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
