using Empo.Experiments.Resources;
using Empo.Stages.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// <see cref="HostSampler"/> for large vocabularies: the host supplies one uniform number per row, the device inverts the cumulative
/// distribution, and only tokens and statistics are copied to the host. At 152k tokens and 256 rows the logits would be 156 MB per step.
/// </summary>
/// <remarks>Cumulative sums are F64: in F32 the tail of a large vocabulary would vanish in rounding.</remarks>
/// <param name="decoding">How tokens are chosen.</param>
/// <param name="exactTies">
/// Whether equal probabilities at the edge of top-k are cut by id, which takes a sort of the whole vocabulary; otherwise as libtorch
/// selects.
/// </param>
internal sealed class DeviceSampler(Decoding decoding, bool exactTies = true)
{
    /// <param name="logits">[R, V] F32, not yet divided by the temperature.</param>
    /// <param name="uniforms">R numbers in [0, 1).</param>
    public TokenChoice[] Choose(Tensor logits, double[] uniforms)
    {
        var choices = new List<TokenChoice>(uniforms.Length);
        // On a card continuous batching plans memory for all rows: one copy to the host a step.
        var atOnce = !exactTies && logits.device_type == DeviceType.CUDA ? uniforms.Length : RolloutMemory.SampledRows;
        for (var first = 0; first < uniforms.Length; first += atOnce)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(atOnce, uniforms.Length - first);
            ChooseRows(
                logits.narrow(0, first, rows),
                tensor(uniforms[first..(first + rows)], ScalarType.Float64, logits.device).unsqueeze(1),
                choices
            );
        }

        return [.. choices];
    }

    private void ChooseRows(Tensor logits, Tensor uniforms, List<TokenChoice> choices)
    {
        var logProbs = logits.div(Scalars.Of(decoding.Temperature)).log_softmax(-1);             // [R, V]
        var probs = logProbs.exp();
        var entropies = probs.mul(logProbs.clamp_min(Scalars.Of(float.MinValue))).sum(-1).neg(); // 0 · -∞ is 0 here
        var certainties = logProbs.mean([-1]).neg().sub(Scalars.Of(Math.Log(logits.shape[1])));
        var (tokens, keptLogMass) =
            decoding.Greedy ? (logits.argmax(-1, keepdim: true), zeros_like(uniforms))
            : decoding.Truncates ? FromKept(probs, uniforms)
            : (FromAll(probs, uniforms), zeros_like(uniforms));
        var chosen = logProbs.gather(1, tokens);
        var statistics = cat(
            [
                tokens.to(ScalarType.Float64),
                chosen.to(ScalarType.Float64),
                entropies.unsqueeze(1).to(ScalarType.Float64),
                certainties.unsqueeze(1).to(ScalarType.Float64),
                keptLogMass,
            ],
            1
        );
        var values = statistics.cpu().data<double>().ToArray();
        for (var i = 0; i < values.Length; i += 5)
        {
            choices.Add(
                new TokenChoice((int)values[i], (float)values[i + 1], (float)values[i + 2], (float)values[i + 3], (float)values[i + 4])
            );
        }
    }

    private static Tensor FromAll(Tensor probs, Tensor uniforms)
    {
        var cumulative = probs.cumsum(-1, ScalarType.Float64);
        return searchsorted(cumulative, Last(cumulative).mul(uniforms), right: true).clamp_max(Scalars.Of(probs.shape[1] - 1));
    }

    private (Tensor Tokens, Tensor KeptLogMass) FromKept(Tensor probs, Tensor uniforms)
    {
        var candidates = decoding.TopK > 0 ? Math.Min(decoding.TopK, probs.shape[1]) : probs.shape[1];
        var (sorted, order) = exactTies || candidates == probs.shape[1]
            ? probs.sort(-1, descending: true, stable: true)
            : MostLikely(probs, (int)candidates);
        var cumulative = sorted.narrow(1, 0, candidates).cumsum(-1, ScalarType.Float64);                                      // [R, k]
        var before = cumulative.sub(sorted.narrow(1, 0, candidates));
        var count = before.lt(Last(cumulative).mul(Scalars.Of(decoding.TopP))).sum(-1, keepdim: true).clamp_min(Scalars.One); // [R, 1]
        var mass = cumulative.gather(1, count.sub(Scalars.One));
        var place = searchsorted(cumulative, mass.mul(uniforms), right: true);
        var total = probs.sum(-1, keepdim: true, type: ScalarType.Float64);
        return (order.gather(1, minimum(place, count.sub(Scalars.One))), mass.div(total).log().clamp_max(Scalars.Zero));
    }

    /// <summary>[R, k] in falling order, ids breaking ties among them.</summary>
    private static (Tensor Probs, Tensor Ids) MostLikely(Tensor probs, int count)
    {
        var (values, ids) = probs.topk(count, -1, largest: true, sorted: false);
        (ids, var byId) = ids.sort(-1);
        (values, var byProbability) = values.gather(-1, byId).sort(-1, descending: true, stable: true);
        return (values, ids.gather(-1, byProbability));
    }

    private static Tensor Last(Tensor cumulative) => cumulative.narrow(1, cumulative.shape[1] - 1, 1);
}
