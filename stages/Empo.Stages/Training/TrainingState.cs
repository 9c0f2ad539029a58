using Empo.Experiments.Properties;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>What a training holds beside the policy: gradients, their sum, and the optimizer's state, of this rank.</summary>
internal sealed class TrainingState : IDisposable
{
    private const string EmbeddingName = "model.embed_tokens.weight";

    private readonly CausalDecoder _policy;
    private readonly FlatParameters _parameters;
    private readonly FlatWeights? _exact;

    /// <param name="policy">What is trained in place, or computed with where the place has an exact policy.</param>
    /// <param name="logProbs">Its backward passes; they tell of head and layers from now on.</param>
    /// <param name="optimizer">Constants of AdamW.</param>
    /// <param name="recomputes">Whether the backward passes recompute activations.</param>
    /// <param name="place">Ranks and copies.</param>
    public TrainingState(
        CausalDecoder policy,
        ResponseLogProbs logProbs,
        AdamWSettings optimizer,
        bool recomputes,
        TrainingPlace place
    )
    {
        _policy = policy;
        _exact = place.Exact is null ? null : new FlatWeights(place.Exact.Trainable);
        _parameters = new FlatParameters(
            policy.Trainable,
            sums: place.Exchange is null || place.Reduction == Reduction.Fast,
            byLayer: recomputes && IsByLayer(policy, place),
            place.LeastSection
        );
        logProbs.Layers = _parameters.Layers;
        Gradients = SumOf(_parameters, policy, logProbs, place);
        Optimizer = new AdamW(_parameters, optimizer, exact: _exact?.Flat, gradients: Gradients);
    }

    public IGradientSum Gradients { get; }

    public AdamW Optimizer { get; }

    /// <summary>Type of gradient sums and optimizer state.</summary>
    public ScalarType Type => _parameters.StateType;

    /// <inheritdoc cref="IGradientSum.RequireSame"/>
    public void RequireSame() => Gradients.RequireSame(_policy.named_parameters().Select(item => (Tensor)item.parameter));

    /// <summary>Clips the sum, steps the weights, and gives them to all ranks.</summary>
    /// <param name="learningRate">Of this step.</param>
    /// <param name="clip">Bound of the gradient's norm; 0 for none.</param>
    /// <param name="number">One-based, for messages.</param>
    /// <returns>The norm before clipping.</returns>
    public double Step(double learningRate, double clip, int number)
    {
        var norm = Gradients.Clip(clip, number);
        Optimizer.Apply(learningRate);
        Gradients.Share(_parameters.Weights);
        if (_exact is not null)
        {
            Gradients.Share(_exact.Flat);
        }

        return norm;
    }

    /// <summary>The optimizer's state for saving; it outlives this.</summary>
    public ISavedOptimizer Save() => Gradients.StateOf(Optimizer);

    public void Dispose()
    {
        Optimizer.Dispose();
        Gradients.Dispose();
        _parameters.Dispose();
        _exact?.Dispose();
    }

    /// <summary>
    /// Whether the gradient needs no buffer for all of it: a recomputing pass ends it layer by layer, and the sum is another buffer or on
    /// other ranks.
    /// </summary>
    private static bool IsByLayer(CausalDecoder policy, TrainingPlace place) =>
        policy.Adapters is null
        && (place.Exchange is null ? policy.Dtype == ScalarType.BFloat16 : place.Reduction == Reduction.Ordered);

    private static IGradientSum SumOf(FlatParameters parameters, CausalDecoder policy, ResponseLogProbs logProbs, TrainingPlace place)
    {
        var inBlocks = place.NormInBlocks ?? (place.Exchange is not null && GradientNorm.IsInBlocks(parameters.Count));
        if (place.Exchange is null)
        {
            return new LocalGradientSum(parameters, inBlocks);
        }

        var sum = new RankedGradientSum(
            parameters,
            place.Reduction,
            policy.Config.TiedEmbeddings ? EmbeddingName : null,
            inBlocks,
            place.Ranks,
            place.Exchange
        );
        logProbs.HeadDone = sum.SetHeadApart;
        return sum;
    }
}
