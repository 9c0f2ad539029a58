using System.Globalization;
using System.Text.Json;
using Empo.Stages.Requests;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Turns a server's reply into completions and checks what can be checked.</summary>
/// <param name="served">The served model. Its tokenizer encodes replies that hold text only.</param>
/// <param name="decoding">What was asked for.</param>
/// <param name="keepsLogProbs">Whether log-probabilities are those of the sampled distribution, as far as is known when a reply is
/// read.</param>
internal sealed class CompletionReader(ServedModel served, Decoding decoding, Func<bool> keepsLogProbs)
{
    /// <summary>Prefix with which vLLM writes a token's id in place of its text, which may not be valid text.</summary>
    private const string IdPrefix = "token_id:";

    /// <summary>The choices of one prompt, ordered by index. There are fewer than were asked for where the server returns fewer.</summary>
    /// <param name="question">Index of the prompt in its batch.</param>
    /// <param name="firstSample">Index of the first choice in its group.</param>
    /// <param name="samples">Choices asked for.</param>
    /// <exception cref="UnusableReplyException">No choices or too many, malformed choices, unequal lengths, or ids that the model does not
    /// have.</exception>
    public IReadOnlyList<ReadCompletion> Read(JsonElement reply, int question, int firstSample, int samples)
    {
        if (
            reply.ValueKind != JsonValueKind.Object
            || !reply.TryGetProperty("choices", out var choices)
            || choices.ValueKind != JsonValueKind.Array
        )
        {
            throw new UnusableReplyException($"it has no list of choices: {ServerMessage.Of(reply.GetRawText())}");
        }

        var version = ServedWeights.VersionIn(reply);
        if (served.Policy.WeightVersion is { } wanted && version is not null && version != wanted)
        {
            throw new UnusableReplyException($"a reply comes from the weights '{version}' in place of '{wanted}'")
            {
                IsOfOtherWeights = true,
            };
        }

        if (choices.GetArrayLength() is var count && (count == 0 || count > samples))
        {
            throw new UnusableReplyException(Text($"it has {count} choices where {samples} were asked for"));
        }

        var ordered = choices
            .EnumerateArray()
            .Select((choice, place) => (Choice: choice, Index: IndexOf(choice) ?? place))
            .OrderBy(entry => entry.Index)
            .ToList();
        return ordered.Where((entry, place) => entry.Index != place).Any()
            ? throw new UnusableReplyException("its choices are not numbered from 0")
            : ordered.ConvertAll(entry =>
                ReadChoice(entry.Choice, question, firstSample + entry.Index) with { NamesWeights = version is not null }
            );
    }

    private ReadCompletion ReadChoice(JsonElement choice, int question, int sample)
    {
        var logProbs = choice.TryGetProperty("logprobs", out var block) && block.ValueKind == JsonValueKind.Object ? block : default;
        var listed = ListedTokens.In(logProbs);
        var own = Ids(choice, logProbs);
        var lost = own is null && listed?.AreIncomplete(TextOf(choice), served.Tokenizer) == true;
        var given = lost ? null : own ?? listed?.Ids;
        var ids = given ?? Encoded(choice);
        var values = given is null ? new LogProbValues([], false) : listed?.LogProbs ?? LogProbValues.Of(logProbs);
        if (values.Values.Count > 0 && values.Values.Count != ids.Count)
        {
            throw new UnusableReplyException(Text($"a choice has {ids.Count} token ids and {values.Values.Count} log-probabilities"));
        }

        var stop = given is null ? -1 : ids.FindIndex(decoding.StopTokens.Contains);
        var cut = stop >= 0 && stop < ids.Count - 1;
        if (cut)
        {
            // The tokens up to a stop token have the same distribution as if the server had stopped there.
            (ids, values) = (ids[..(stop + 1)], values.First(stop + 1));
        }

        var stopped = cut || (Ends.Stopped(choice, ids, decoding) && !(given is not null && Ends.IsFull(ids, decoding)));
        if (stopped && (ids.Count == 0 || !decoding.StopTokens.Contains(ids[^1])))
        {
            // The server does not return the token that ended the response. Its log-probability is unknown, so the response's
            // log-probabilities are all dropped.
            ids.Add(Ends.StopOf(choice, decoding));
            values = values.First(0);
        }

        Check(ids, encoded: given is null);
        return new ReadCompletion(CompletionOf(question, sample, ids, values, stopped))
        {
            TextOnly = given is null && !lost,
            IdsLost = lost,
            WithoutNumbers = values.Odd,
            Cut = cut,
        };
    }

    private Completion CompletionOf(int question, int sample, List<int> ids, LogProbValues values, bool stopped) => new()
    {
        Question = question,
        Sample = sample,
        TokenIds = ids,
        LogProbs = keepsLogProbs() ? values.Values : [],
        TokenEntropies = [],
        SelfCertainties = [],
        KeptLogMass = null,
        FinishReason = stopped ? FinishReason.Stop : FinishReason.Length,
    };

    private List<int> Encoded(JsonElement choice) => TextOf(choice) is { } text
        ? [.. served.Tokenizer.Encode(text)]
        : throw new UnusableReplyException("a choice has neither token ids nor a text");

    private static string? TextOf(JsonElement choice) =>
        choice.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private void Check(List<int> ids, bool encoded)
    {
        if (ids.Count == 0)
        {
            throw new UnusableReplyException("a choice has no token");
        }

        // Text that was cut off may have more tokens when it is encoded again.
        if (!encoded && ids.Count > decoding.MaxTokens)
        {
            throw new UnusableReplyException(Text($"a choice has {ids.Count} tokens where at most {decoding.MaxTokens} were asked for"));
        }

        if (ids.FindIndex(id => id < 0 || id >= served.Vocabulary) is var place && place >= 0)
        {
            throw new UnusableReplyException(
                Text($"a choice has the token id {ids[place]}, which the model in 'model' does not have ({served.Vocabulary} ids)")
            );
        }
    }

    private static int? IndexOf(JsonElement choice) =>
        choice.TryGetProperty("index", out var index) && index.ValueKind == JsonValueKind.Number ? index.GetInt32() : null;

    /// <summary><c>token_ids</c> of vLLM and SGLang, or ids in place of the tokens' texts; null where there are neither.</summary>
    private static List<int>? Ids(JsonElement choice, JsonElement logProbs)
    {
        if (choice.TryGetProperty("token_ids", out var ids) && ids.ValueKind == JsonValueKind.Array)
        {
            return [.. ids.EnumerateArray().Select(id => id.GetInt32())];
        }

        if (
            logProbs.ValueKind != JsonValueKind.Object
            || !logProbs.TryGetProperty("tokens", out var tokens)
            || tokens.ValueKind != JsonValueKind.Array
        )
        {
            return null;
        }

        string[] texts = [.. tokens.EnumerateArray().Select(token => token.GetString() ?? "")];
        return texts.Length > 0 && Array.TrueForAll(texts, text => text.StartsWith(IdPrefix, StringComparison.Ordinal))
            ? [.. texts.Select(text => int.Parse(text.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture))]
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
