using Empo.Experiments.Resources;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// Log-probabilities of response tokens under a policy: log-softmax(logits / temperature) over the whole vocabulary, the
/// same definition as the rollout's. The language-model head runs only at positions that predict a response token, in pieces
/// (<see cref="TokenScores"/>). Logits are computed in the model's dtype; softmax and loss are always F32 (F64 for a model in F64).
/// </summary>
/// <param name="policy">The model.</param>
/// <param name="temperature">The rollout's sampling temperature; 1 for pre-training.</param>
/// <param name="recompute">Whether the backward pass recomputes activations instead of keeping them (activation checkpointing); the bits
/// are the same either way.</param>
internal sealed class ResponseLogProbs(CausalDecoder policy, double temperature, bool recompute = false)
{
    /// <summary>Called in each backward pass between the head and the layers; may be null.</summary>
    public Action? HeadDone { get; set; }

    /// <summary>Is told of the layers of each recomputing backward pass; may be null.</summary>
    public ILayerWatch? Layers { get; set; }

    /// <summary>Logits of one piece: 0.6 GB of F32, 1,036 tokens of a vocabulary of 152k.</summary>
    private const long PieceElements = UpdateMemory.PieceElements;

    /// <summary>Log-probabilities, [N] in the order of <see cref="MicroBatch.Targets"/>, on the host.</summary>
    public double[] Forward(MicroBatch batch)
    {
        RequirePositions(batch);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var hidden = Selected(policy.forward(batch.Tokens), batch); // [N, D]
        using var scores = new TokenScores(hidden, policy.OutputWeight, policy.LogitForm, batch.Targets, temperature, PieceTokens);
        return OnHost(scores.Forward(withEntropies: false).LogProbs);
    }

    /// <summary>Adds the gradient of a loss to the parameters' gradients.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="lossOf">Maps the log-probabilities [N] of the micro-batch's response tokens to its share of the loss, a scalar.</param>
    /// <returns>The loss, and the log-probabilities [N] that it was computed from.</returns>
    public (double Loss, double[] LogProbs) Backward(MicroBatch batch, Func<Tensor, Tensor> lossOf) =>
        Backward(batch, withEntropies: false, (logProbs, _) => lossOf(logProbs));

    /// <summary>Adds the gradient of its share of a step's mean cross-entropy: of -log p of its response tokens, divided by all of the
    /// step's.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="tokens">Response tokens of the whole step.</param>
    public (double Loss, double[] LogProbs) CrossEntropy(MicroBatch batch, long tokens) =>
        Backward(batch, values => Scalars.With(-tokens, divisor => values.sum().div(divisor))); // values [N]

    /// <summary>As above, for a loss that may need the entropies [N] of the tokens' distributions too, in nats.</summary>
    /// <param name="withEntropies">Whether they are computed; null is handed over otherwise.</param>
    public (double Loss, double[] LogProbs) Backward(MicroBatch batch, bool withEntropies, Func<Tensor, Tensor?, Tensor> lossOf)
    {
        RequirePositions(batch);
        using var scope = NewDisposeScope();
        using var pass = new DecoderPass(policy, batch.Tokens, recompute);

        // A tied head's gradient is added before the embedding's. The order is the same whether or not activations are recomputed.
        var hidden = pass.Hidden.detach().requires_grad_(); // [B, T, D]
        var selected = Selected(hidden, batch); // [N, D]
        using var scores = new TokenScores(selected, policy.OutputWeight, policy.LogitForm, batch.Targets, temperature, PieceTokens);
        var (logProbs, entropies) = scores.Forward(withEntropies);
        var loss = lossOf(logProbs, entropies);
        loss.backward();
        selected.backward([scores.Backward(logProbs.grad!, entropies?.grad)]);
        HeadDone?.Invoke();
        pass.Backward(hidden.grad!, Layers);
        return (Scalars.Read(loss), OnHost(logProbs));
    }

    /// <exception cref="UserError">EMPO3090: the longest row has more tokens than the model has positions. This can happen with responses
    /// of a server or of another model.</exception>
    private void RequirePositions(MicroBatch batch)
    {
        if (batch.Tokens.shape[1] > policy.Config.MaxPositions)
        {
            throw new UserError(
                "EMPO3090",
                $"A prompt and its response make {batch.Tokens.shape[1] + 1} tokens, but the model has "
                    + $"{policy.Config.MaxPositions} positions ({policy.Config.PositionBound ?? "max_position_embeddings"}). "
                    + "Nothing was written. Lower prompt.max_tokens and rollout.max_tokens until their sum fits (in pre-training: fewer "
                    + "operations in the dataset's generator), or take a model with more positions."
            );
        }
    }

    private int PieceTokens => (int)Math.Max(1, PieceElements / policy.Config.VocabularySize);

    /// <summary>[B, T, D] → [N, D]: the positions that predict a response token.</summary>
    private static Tensor Selected(Tensor hidden, MicroBatch batch) => hidden.view(-1, hidden.shape[2]).index_select(0, batch.Positions);

    private static double[] OnHost(Tensor logProbs) => logProbs.detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
}
