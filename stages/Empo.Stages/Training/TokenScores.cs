using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The language-model head and its softmax as one function with its own backward pass, in pieces of tokens:
/// <code>
/// z = f(h Wᵀ) / T           [n, V]   products in the model's dtype, everything after them in F32 (F64 for a model in F64)
/// l = log_softmax(z)[y]     [n]      log-probability of the target token y
/// H = -Σ_v p_v ln p_v       [n]      entropy of p = softmax(z), in nats, 0..ln V
/// dl/dz_v = 1[v = y] - p_v           dH/dz_v = -p_v (ln p_v + H)
/// </code>
/// Only h, W and y are kept between the passes: the backward pass recomputes each piece's logits, so neither pass holds more than one piece
/// of [tokens, vocabulary]. With a vocabulary of 152k, the logits of 16,384 tokens would take 10 GB, three times over.
/// </summary>
/// <remarks>
/// Called directly and not as a custom function of libtorch's autograd engine. An exception that a managed callback throws (running out of
/// memory is most likely here) cannot pass through native code and hangs the process.
/// </remarks>
internal sealed class TokenScores : IDisposable
{
    private readonly Tensor _hidden;
    private readonly Tensor _weight;
    private readonly Tensor _targets;
    private readonly LogitForm _form;
    private readonly double _temperature;
    private readonly long _piece;

    /// <param name="hidden">h [N, D]. The caller keeps it, W and y alive until the backward pass is over.</param>
    /// <param name="weight">W [V, D].</param>
    /// <param name="form">f.</param>
    /// <param name="targets">y [N] int64.</param>
    /// <param name="temperature">T.</param>
    /// <param name="piece">Most tokens of a piece.</param>
    public TokenScores(Tensor hidden, Tensor weight, LogitForm form, Tensor targets, double temperature, long piece)
    {
        (_hidden, _weight, _form, _targets) = (hidden.detach(), weight, form, targets);
        (_temperature, _piece) = (temperature, piece);
        _hidden.DetachFromDisposeScope();
    }

    /// <summary>Returns l [N], and H [N] where it is wanted. Both are leaf tensors, on which a loss is built.</summary>
    public (Tensor LogProbs, Tensor? Entropies) Forward(bool withEntropies)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var logProbs = empty([_hidden.shape[0]], ScoreType, _hidden.device);
        var entropies = withEntropies ? empty_like(logProbs) : null;
        foreach (var (start, count) in Pieces())
        {
            using var piece = NewDisposeScope();
            var distribution = Logits(start, count).log_softmax(-1); // [n, V]
            logProbs.narrow(0, start, count).copy_(distribution.gather(1, Targets(start, count)).squeeze(1));
            entropies?.narrow(0, start, count).copy_(Entropy(distribution).squeeze(1));
        }

        return (logProbs.requires_grad_().MoveToOuterDisposeScope(), entropies?.requires_grad_().MoveToOuterDisposeScope());
    }

    /// <summary>The backward pass. Adds to W's gradient where W is trained.</summary>
    /// <param name="toLogProbs">The loss's gradient with respect to l, [N].</param>
    /// <param name="toEntropies">The loss's gradient with respect to H, [N], or null.</param>
    /// <returns>The loss's gradient with respect to h, [N, D].</returns>
    public Tensor Backward(Tensor toLogProbs, Tensor? toEntropies)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var toHidden = empty_like(_hidden);
        var toWeight = _weight.requires_grad && _hidden.shape[0] > _piece ? zeros(_weight.shape, SumType, _weight.device) : null;
        foreach (var (start, count) in Pieces())
        {
            using var piece = NewDisposeScope();
            // [n, V]
            var toLogits = ToLogits(
                start,
                count,
                toLogProbs.narrow(0, start, count).unsqueeze(1),
                toEntropies?.narrow(0, start, count).unsqueeze(1)
            );
            toHidden.narrow(0, start, count).copy_(toLogits.mm(_weight));
            if (_weight.requires_grad)
            {
                var part = toLogits.t().mm(_hidden.narrow(0, start, count)); // [V, D]
                toWeight = toWeight?.add_(part, Scalars.One) ?? part.MoveToOuterDisposeScope();
            }
        }

        AddToWeight(toWeight);
        return toHidden.MoveToOuterDisposeScope();
    }

    public void Dispose() => _hidden.Dispose();

    private ScalarType ScoreType => _hidden.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Several pieces are summed in F32: a bfloat16 sum loses small numbers.</summary>
    private ScalarType SumType => _weight.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? ScalarType.Float32 : _weight.dtype;

    private IEnumerable<(long Start, long Count)> Pieces()
    {
        for (var start = 0L; start < _hidden.shape[0]; start += _piece)
        {
            yield return (start, Math.Min(_piece, _hidden.shape[0] - start));
        }
    }

    private Tensor Targets(long start, long count) => _targets.narrow(0, start, count).unsqueeze(1); // [n, 1]

    private Tensor Logits(long start, long count)
    {
        using var scope = NewDisposeScope();
        var logits = nn.functional.linear(_hidden.narrow(0, start, count), _weight).to(ScoreType); // [n, V]
        _form.Apply(logits);
        return (_temperature == 1 ? logits : logits.div_(Scalars.Of(_temperature))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// [n, V] in the logits' dtype. The first term is 1[v = y] - p_v as rounded by libtorch's own backward pass of log-softmax. No
    /// composition of other operations rounds the same way, because that kernel is fused and has its own exponential.
    /// </summary>
    private Tensor ToLogits(long start, long count, Tensor toLogProbs, Tensor? toEntropies)
    {
        using var scope = NewDisposeScope();
        var logits = Logits(start, count).requires_grad_(); // [n, V]
        using var on = enable_grad();
        var distribution = logits.log_softmax(-1);
        var chosen = distribution.gather(1, Targets(start, count)); // [n, 1]
        var toLogits = autograd.grad([chosen], [logits], [toLogProbs])[0];
        using var off = no_grad();
        if (toEntropies is not null)
        {
            toLogits.sub_(
                distribution
                    .exp()
                    .mul_(distribution.add(Entropy(distribution), Scalars.One).clamp_min_(Scalars.Of(float.MinValue)))
                    .mul_(toEntropies)
            );
        }

        var untempered = _temperature == 1 ? toLogits : toLogits.div_(Scalars.Of(_temperature));
        if (!_form.IsNeutral)
        {
            var cold = logits.detach();
            _form.Differentiate(untempered, _temperature == 1 ? cold : cold.mul(Scalars.Of(_temperature)));
        }

        return untempered.to(_hidden.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>ln p [n, V] to H [n, 1]; a token of probability 0 counts 0 and not 0 · -∞.</summary>
    private static Tensor Entropy(Tensor logProbs)
    {
        using var scope = NewDisposeScope();
        return logProbs.exp().mul_(logProbs.clamp_min(Scalars.Of(float.MinValue))).sum(-1, keepdim: true).neg().MoveToOuterDisposeScope();
    }

    private void AddToWeight(Tensor? gradient)
    {
        if (gradient is null)
        {
            return;
        }

        if (_weight.grad is { } before)
        {
            before.add_(gradient.to(_weight.dtype), Scalars.One);
            return;
        }

        _weight.grad = gradient.to(_weight.dtype); // libtorch keeps the memory; the scope disposes of the handle
    }
}
