using System.Text.Json;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>A choice's log-probabilities, all or none.</summary>
/// <param name="Values">One per token, at most 0, finite; empty where the server returns none or invalid ones.</param>
/// <param name="Odd">Whether one of them was null, infinite or not a number.</param>
internal sealed record LogProbValues(IReadOnlyList<float> Values, bool Odd)
{
    /// <summary>How far rounding may lift a log-probability above 0: a sum of rounded exponentials may exceed 1 by this much.</summary>
    private const float Rounding = 1e-3f;

    /// <summary>The number that vLLM writes for minus infinity, which JSON does not have.</summary>
    private const float StandsForInfinity = -9999;

    /// <exception cref="UnusableReplyException">One is above 0, so they are not log-probabilities.</exception>
    public static LogProbValues Of(JsonElement logProbs)
    {
        if (
            logProbs.ValueKind != JsonValueKind.Object
            || !logProbs.TryGetProperty("token_logprobs", out var values)
            || values.ValueKind != JsonValueKind.Array
        )
        {
            return new LogProbValues([], false);
        }

        return Of(values.EnumerateArray());
    }

    /// <inheritdoc cref="Of(JsonElement)"/>
    /// <param name="values">One per token.</param>
    public static LogProbValues Of(IEnumerable<JsonElement> values)
    {
        List<float> numbers = [.. values.Select(value => value.ValueKind == JsonValueKind.Number ? value.GetSingle() : float.NaN)];
        if (numbers.Exists(number => number > Rounding && float.IsFinite(number)))
        {
            throw new UnusableReplyException("a log-probability is above 0");
        }

        return numbers.Exists(number => !float.IsFinite(number) || number <= StandsForInfinity)
            ? new LogProbValues([], true)
            : new LogProbValues(numbers.ConvertAll(number => Math.Min(number, 0)), false);
    }

    /// <summary>The values of the first tokens.</summary>
    public LogProbValues First(int tokens) => this with { Values = [.. Values.Take(tokens)] };
}
