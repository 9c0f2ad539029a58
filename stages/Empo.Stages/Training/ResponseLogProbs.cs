using Empo.Stages.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// Log-probabilities of response tokens under a policy: log-softmax(logits / temperature) over the whole vocabulary, the
/// same definition as the rollout's. The language-model head runs only at positions that predict a response token, and in
/// pieces: with a vocabulary of 152k, 1,024 tokens are 0.6 GB of F32 logits, and autograd would keep every piece. So each piece
/// goes back as far as the hidden states at once, and the decoder goes back once for all pieces. Logits, softmax and loss are F32
/// whatever the model's dtype (F64 for a model in F64).
/// </summary>
/// <param name="policy">The model.</param>
/// <param name="temperature">The rollout's sampling temperature; 1 for pre-training.</param>
internal sealed class ResponseLogProbs(CausalDecoder policy, double temperature)
{
    /// <summary>Logits of one piece: 2^26 elements are 256 MB of F32.</summary>
    private const long PieceElements = 1L << 26;

    /// <summary>Log-probabilities, [N] in the order of <see cref="MicroBatch.Targets"/>, on the host.</summary>
    public double[] Forward(MicroBatch batch)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var hidden = SelectedHidden(batch); // [N, D]
        var values = new double[hidden.shape[0]];
        foreach (var (start, count) in Pieces(hidden))
        {
            using var piece = NewDisposeScope();
            CopyToHost(OfPiece(batch, hidden, start, count), values, start);
        }

        return values;
    }

    /// <summary>Adds the gradient of a loss that is a sum over tokens to the parameters' gradients.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="lossOf">(log-probabilities [n], index of the first of them) to that piece's share of the loss, a scalar.</param>
    /// <returns>The loss, and the log-probabilities [N] that it was computed from.</returns>
    public (double Loss, double[] LogProbs) Backward(MicroBatch batch, Func<Tensor, int, Tensor> lossOf)
    {
        using var scope = NewDisposeScope();
        var hidden = SelectedHidden(batch); // [N, D]
        var leaf = hidden.detach().requires_grad_();
        var values = new double[hidden.shape[0]];
        var loss = 0.0;
        foreach (var (start, count) in Pieces(hidden))
        {
            using var piece = NewDisposeScope();
            var logProbs = OfPiece(batch, leaf, start, count); // [n]
            var share = lossOf(logProbs, start);
            share.backward();
            loss += share.ToDouble();
            CopyToHost(logProbs, values, start);
        }

        hidden.backward([leaf.grad!]);
        return (loss, values);
    }

    private IEnumerable<(int Start, int Count)> Pieces(Tensor hidden)
    {
        var (tokens, most) = ((int)hidden.shape[0], (int)Math.Max(1, PieceElements / policy.Config.VocabularySize));
        for (var start = 0; start < tokens; start += most)
        {
            yield return (start, Math.Min(most, tokens - start));
        }
    }

    private Tensor SelectedHidden(MicroBatch batch)
    {
        var hidden = policy.forward(batch.Tokens); // [B, T, D]
        return hidden.view(-1, hidden.shape[2]).index_select(0, batch.Positions); // [N, D]
    }

    private Tensor OfPiece(MicroBatch batch, Tensor hidden, int start, int count)
    {
        var logits = policy.Logits(hidden.narrow(0, start, count)); // [n, V]
        logits = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        var scaled = temperature == 1 ? logits : logits / temperature;
        var targets = batch.Targets.narrow(0, start, count).unsqueeze(1); // [n, 1]
        return scaled.log_softmax(-1).gather(1, targets).squeeze(1); // [n]
    }

    private static void CopyToHost(Tensor logProbs, double[] values, int start) =>
        logProbs.detach().to(ScalarType.Float64).cpu().data<double>().CopyTo(values, start);
}
