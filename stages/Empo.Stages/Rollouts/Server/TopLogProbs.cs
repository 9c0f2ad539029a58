using System.Text.Json;

namespace Empo.Stages.Rollouts.Server;

/// <summary>The log-probabilities of the likeliest first tokens of a response, by token.</summary>
internal static class TopLogProbs
{
    /// <summary>Changes of a difference that are smaller, in nats, may be rounding of a kernel.</summary>
    private const double Rounding = 0.1;

    /// <summary>How much nearer one explanation must be than the other.</summary>
    private const double Clearly = 4;

    /// <summary>
    /// vLLM's and SGLang's <c>top_logprobs[0]</c>, by token; llama.cpp's <c>content[0].top_logprobs</c>, by id. Empty where the reply has
    /// neither.
    /// </summary>
    public static IReadOnlyDictionary<string, double> In(JsonElement reply)
    {
        var logProbs = At(At(reply, "choices", 0), "logprobs");
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        if (At(logProbs, "top_logprobs", 0) is { ValueKind: JsonValueKind.Object } byToken)
        {
            foreach (var token in byToken.EnumerateObject().Where(token => token.Value.ValueKind == JsonValueKind.Number))
            {
                found[token.Name] = token.Value.GetDouble();
            }
        }

        if (At(At(logProbs, "content", 0), "top_logprobs") is { ValueKind: JsonValueKind.Array } entries)
        {
            foreach (var entry in entries.EnumerateArray())
            {
                if (At(entry, "logprob") is { ValueKind: JsonValueKind.Number } value)
                {
                    found[At(entry, "id") is { ValueKind: JsonValueKind.Number } id ? id.GetRawText() : At(entry, "token").ToString()] =
                        value.GetDouble();
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Compares the likeliest tokens at temperature 1, at the temperature, and there with a filter that keeps one token. The difference of
    /// two tokens' log-probabilities is divided by the temperature where that is applied; a single token that is kept has 0. Example at
    /// temperature 0.5: -1 and -2 become -0.6 and -2.6 where it is applied, since 2 is 1 / 0.5.
    /// </summary>
    /// <param name="plain">At temperature 1, unfiltered.</param>
    /// <param name="tempered">At the temperature, unfiltered.</param>
    /// <param name="filtered">At the temperature, with one token kept; null where the experiment filters nothing.</param>
    public static LogProbOrigin OriginOf(
        IReadOnlyDictionary<string, double> plain,
        IReadOnlyDictionary<string, double> tempered,
        IReadOnlyDictionary<string, double>? filtered,
        double temperature
    )
    {
        if (temperature == 1)
        {
            return OfFilters(plain, filtered);
        }

        var common = plain.Keys.Where(tempered.ContainsKey).OrderByDescending(token => plain[token]).ToList();
        if (common.Count < 2)
        {
            return LogProbOrigin.Unknown;
        }

        var (first, last) = (common[0], common[^1]);
        var (before, now) = (plain[first] - plain[last], tempered[first] - tempered[last]);
        var (asBefore, asApplied) = (Math.Abs(now - before), Math.Abs(now - (before / temperature)));
        if (Math.Abs(before - (before / temperature)) < Rounding)
        {
            return LogProbOrigin.Unknown;
        }

        return asBefore * Clearly < asApplied ? LogProbOrigin.BeforeTemperature
            : asApplied * Clearly < asBefore ? OfFilters(tempered, filtered)
            : LogProbOrigin.Unknown;
    }

    /// <summary>
    /// Whether a filter that keeps one token gives it 0. A token that is nearly certain has about 0 without it too, which does not tell.
    /// </summary>
    private static LogProbOrigin OfFilters(IReadOnlyDictionary<string, double> whole, IReadOnlyDictionary<string, double>? filtered)
    {
        if (filtered is null)
        {
            return LogProbOrigin.Sampled;
        }

        if (whole.Count == 0 || filtered.Count == 0 || whole.Values.Max() is var alone && alone >= -Rounding)
        {
            return LogProbOrigin.Unknown;
        }

        var (asFiltered, asWhole) = (Math.Abs(filtered.Values.Max()), Math.Abs(filtered.Values.Max() - whole.Values.Max()));
        return asFiltered * Clearly < asWhole ? LogProbOrigin.AfterFilters
            : asWhole * Clearly < asFiltered ? LogProbOrigin.Sampled
            : LogProbOrigin.Unknown;
    }

    private static JsonElement At(JsonElement element, string name, int? index = null)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return default;
        }

        return index is not { } place ? value
            : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > place ? value[place]
            : default;
    }
}
