using System.Runtime.InteropServices;
using Empo.Method;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// Gives every unfinished response its next token. The uniform number is a function of (seed, round, question, sample, position) only, so
/// it does not depend on the batch that a response is in.
/// </summary>
internal sealed class RowSampler(RolloutBatch batch, int vocabulary)
{
    /// <summary>Above this the device samples: reading the logits back would cost more than the step.</summary>
    private const int MaxHostVocabulary = 4096;

    private readonly ulong _seed = RoundSeed(batch.Seed, batch.Round);
    private readonly HostSampler _host = new(batch.Decoding, vocabulary);
    private readonly DeviceSampler _device = new(batch.Decoding);
    private ulong _position;

    /// <summary>Seed of a round's random numbers.</summary>
    public static ulong RoundSeed(ulong seed, int round) => CounterRandom.Bits(seed, CounterRandom.Hash("rollout"), (ulong)round, 0);

    /// <summary>First tokens, from the logits of the prompts [G, V]: one row serves all samples of a group.</summary>
    public void ChooseFirst(Tensor logits, BatchLayout layout, ResponseBuilder[] responses)
    {
        using var scope = NewDisposeScope();
        Choose(
            vocabulary > MaxHostVocabulary ? logits.repeat_interleave(layout.GroupSize, 0) : logits,
            layout,
            responses,
            vocabulary > MaxHostVocabulary ? 1 : layout.GroupSize
        );
    }

    /// <summary>Next tokens, from the logits of the rows [R, V].</summary>
    public void Choose(Tensor logits, BatchLayout layout, ResponseBuilder[] responses) => Choose(logits, layout, responses, 1);

    private void Choose(Tensor logits, BatchLayout layout, ResponseBuilder[] responses, int rowsPerLogits)
    {
        if (vocabulary > MaxHostVocabulary)
        {
            ChooseOnDevice(logits, layout, responses);
        }
        else
        {
            ChooseOnHost(logits, layout, responses, rowsPerLogits);
        }

        _position++;
    }

    private void ChooseOnHost(Tensor logits, BatchLayout layout, ResponseBuilder[] responses, int rowsPerLogits)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, float>(logits.cpu().contiguous().bytes);
        for (var row = 0; row < layout.Slots.Length; row++)
        {
            if (Growing(layout.Slots[row], responses) is { } response)
            {
                response.Add(_host.Choose(values.Slice(row / rowsPerLogits * vocabulary, vocabulary), Uniform(response)), batch.Decoding);
            }
        }
    }

    private void ChooseOnDevice(Tensor logits, BatchLayout layout, ResponseBuilder[] responses)
    {
        var uniforms = layout.Slots.Select(slot => Growing(slot, responses) is { } response ? Uniform(response) : 0).ToArray();
        var choices = _device.Choose(logits, uniforms);
        for (var row = 0; row < choices.Length; row++)
        {
            Growing(layout.Slots[row], responses)?.Add(choices[row], batch.Decoding);
        }
    }

    private static ResponseBuilder? Growing(int slot, ResponseBuilder[] responses) =>
        slot >= 0 && !responses[slot].Finished ? responses[slot] : null;

    private double Uniform(ResponseBuilder response) =>
        CounterRandom.Uniform(_seed, response.QuestionCounter, (ulong)response.Sample, _position);
}
