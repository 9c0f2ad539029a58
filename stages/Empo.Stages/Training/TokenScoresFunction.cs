using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The language-model head and its softmax as one autograd function, in pieces of tokens:
/// <code>
/// z = h Wᵀ / T              [n, V]   logits in the model's dtype, everything after them in F32 (F64 for a model in F64)
/// l = log_softmax(z)[y]     [n]      log-probability of the target token y
/// H = -Σ_v p_v ln p_v       [n]      entropy of p = softmax(z), in nats, 0..ln V
/// dl/dz_v = 1[v = y] - p_v           dH/dz_v = -p_v (ln p_v + H)
/// </code>
/// Only h, W and y are kept between the passes: the backward pass computes each piece's logits again, so neither pass holds more
/// than one piece of [tokens, vocabulary]. With a vocabulary of 152k the logits of 16,384 tokens would be 10 GB, kept three times.
/// </summary>
/// <remarks>Variables of <c>apply</c>: h [N, D], W [V, D], y [N] int64, T, whether entropies are wanted, most tokens of a piece.</remarks>
internal sealed class TokenScoresFunction : autograd.MultiTensorFunction<TokenScoresFunction>
{
    private const string Temperature = "temperature";
    private const string PieceTokens = "piece";

    public override string Name => nameof(TokenScoresFunction);

    /// <returns>l [N] and, where wanted, H [N].</returns>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (hidden, weight, targets) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var (temperature, withEntropies, most) = ((double)vars[3], (bool)vars[4], (int)vars[5]);
        ctx.save_for_backward([hidden, weight, targets]);
        ctx.save_data(Temperature, temperature);
        ctx.save_data(PieceTokens, most);
        return Forward(hidden, weight, targets, temperature, withEntropies, most);
    }

    /// <returns>The gradients of h and W, and none for the rest.</returns>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var saved = ctx.get_saved_variables();
        var (hidden, weight, targets) = (saved[0], saved[1], saved[2]);
        var (temperature, most) = ((double)ctx.get_data(Temperature), (int)ctx.get_data(PieceTokens));
        var toHidden = empty_like(hidden);
        var toWeight = weight.requires_grad && hidden.shape[0] > most ? zeros(weight.shape, SumType(weight), weight.device) : null;
        for (var start = 0L; start < hidden.shape[0]; start += most)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(most, hidden.shape[0] - start);
            var part = hidden.narrow(0, start, count); // [n, D]
            var toLogits = LogitGradient(part, weight, targets.narrow(0, start, count), temperature, [.. grad_outputs.Select(grad => grad.narrow(0, start, count).unsqueeze(1))]); // [n, V]
            toHidden.narrow(0, start, count).copy_(toLogits.mm(weight));
            if (weight.requires_grad)
            {
                toWeight = toWeight is null ? toLogits.t().mm(part).MoveToOuterDisposeScope() : toWeight.add_(toLogits.t().mm(part));
            }
        }

        List<Tensor> gradients = [toHidden, toWeight?.to(weight.dtype)!, null!, null!, null!, null!];
        return [.. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    /// <summary>The same numbers without a gradient.</summary>
    public static List<Tensor> Forward(Tensor hidden, Tensor weight, Tensor targets, double temperature, bool withEntropies, int most)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tokens = hidden.shape[0];
        var logProbs = empty([tokens], ScoreType(hidden), hidden.device);
        var entropies = withEntropies ? empty_like(logProbs) : null;
        for (var start = 0L; start < tokens; start += most)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(most, tokens - start);
            var distribution = Logits(hidden.narrow(0, start, count), weight, temperature).log_softmax(-1); // [n, V]
            logProbs.narrow(0, start, count).copy_(distribution.gather(1, targets.narrow(0, start, count).unsqueeze(1)).squeeze(1));
            entropies?.narrow(0, start, count).copy_(Entropy(distribution).squeeze(1));
        }

        List<Tensor> scores = entropies is null ? [logProbs] : [logProbs, entropies];
        return [.. scores.Select(score => score.MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// [n, V] in the logits' dtype. The first term is 1[v = y] - p_v as libtorch's own backward pass of log-softmax rounds it, which no
    /// composition of other operations does (it fuses and has its own exponential).
    /// </summary>
    private static Tensor LogitGradient(Tensor hidden, Tensor weight, Tensor targets, double temperature, Tensor[] gradients)
    {
        using var scope = NewDisposeScope();
        using var on = enable_grad();
        var logits = Logits(hidden, weight, temperature).requires_grad_(); // [n, V]
        var distribution = logits.log_softmax(-1);
        var chosen = distribution.gather(1, targets.unsqueeze(1)); // [n, 1]
        var toLogits = autograd.grad([chosen], [logits], [gradients[0]])[0];
        using var off = no_grad();
        if (gradients.Length > 1)
        {
            toLogits.sub_(distribution.exp().mul_(distribution.add(Entropy(distribution)).clamp_min_(float.MinValue)).mul_(gradients[1]));
        }

        return (temperature == 1 ? toLogits : toLogits.div_(temperature)).to(hidden.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Logits(Tensor hidden, Tensor weight, double temperature)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var logits = nn.functional.linear(hidden, weight).to(ScoreType(hidden)); // [n, V]
        return (temperature == 1 ? logits : logits.div_(temperature)).MoveToOuterDisposeScope();
    }

    /// <summary>ln p [n, V] to H [n, 1]; a token without mass counts 0 and not 0 · -∞.</summary>
    private static Tensor Entropy(Tensor logProbs)
    {
        using var scope = NewDisposeScope();
        return logProbs.exp().mul_(logProbs.clamp_min(float.MinValue)).sum(-1, keepdim: true).neg().MoveToOuterDisposeScope();
    }

    private static ScalarType ScoreType(Tensor hidden) => hidden.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Several pieces are added in F32: a sum of bfloat16 numbers loses the small ones.</summary>
    private static ScalarType SumType(Tensor weight) => weight.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? ScalarType.Float32 : weight.dtype;
}
