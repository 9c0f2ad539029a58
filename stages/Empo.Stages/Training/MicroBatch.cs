using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// Sequences side by side, padded on the right. Attention is causal, so no token of a sequence sees the padding behind it and
/// no mask is needed; only the positions that predict response tokens are read, so padding never reaches a loss.
/// </summary>
internal sealed class MicroBatch : IDisposable
{
    private MicroBatch(Tensor tokens, Tensor positions, Tensor targets)
    {
        Tokens = tokens;
        Positions = positions;
        Targets = targets;
    }

    /// <summary>[B, T], int64; padding is token 0.</summary>
    public Tensor Tokens { get; }

    /// <summary>[N], int64: index into the flattened [B * T] of each position that predicts a response token, row by row.</summary>
    public Tensor Positions { get; }

    /// <summary>[N], int64: the response token predicted there.</summary>
    public Tensor Targets { get; }

    /// <summary>Lays the given rows out on a device. Belongs to the caller, not to its dispose scope.</summary>
    public static MicroBatch Create(IReadOnlyList<TrainingSequence> sequences, IReadOnlyList<int> rows, Device device)
    {
        var width = rows.Max(row => sequences[row].InputLength);
        var responseTokens = rows.Sum(row => sequences[row].Response.Count);
        var tokens = new long[rows.Count * width];
        var (positions, targets) = (new long[responseTokens], new long[responseTokens]);
        var next = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var (prompt, response) = (sequences[rows[row]].Prompt, sequences[rows[row]].Response);
            var start = row * width;
            for (var i = 0; i < prompt.Count; i++)
            {
                tokens[start + i] = prompt[i];
            }

            for (var i = 0; i < response.Count; i++, next++)
            {
                var position = start + prompt.Count + i;
                positions[next] = position - 1;
                targets[next] = response[i];
                if (i < response.Count - 1)
                {
                    tokens[position] = response[i];
                }
            }
        }

        return new MicroBatch(
            OnDevice(tokens, device, rows.Count, width),
            OnDevice(positions, device, responseTokens),
            OnDevice(targets, device, responseTokens)
        );
    }

    public void Dispose()
    {
        Tokens.Dispose();
        Positions.Dispose();
        Targets.Dispose();
    }

    private static Tensor OnDevice(long[] values, Device device, params long[] shape)
    {
        using var scope = NewDisposeScope();
        return tensor(values, shape, dtype: ScalarType.Int64).to(device).DetachFromDisposeScope();
    }
}
