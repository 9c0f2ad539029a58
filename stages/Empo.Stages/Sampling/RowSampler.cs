using System.Runtime.InteropServices;
using Empo.Method;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// Gives every unfinished response its next token. The uniform number is a function of (seed, round, question, sample, position) only, so
/// it does not depend on the rows that a response shares a step with.
/// </summary>
internal sealed class RowSampler(Decoding decoding, ulong seed, int round, int vocabulary, bool exactTies = true)
{
    /// <summary>Above this the device samples: reading the logits back would cost more than the step.</summary>
    private const int MaxHostVocabulary = 4096;

    private readonly ulong _seed = RoundSeed(seed, round);
    private readonly HostSampler _host = new(decoding, vocabulary);
    private readonly DeviceSampler _device = new(decoding, exactTies);

    /// <summary>Seed of a round's random numbers.</summary>
    public static ulong RoundSeed(ulong seed, int round) => CounterRandom.Bits(seed, CounterRandom.Hash("rollout"), (ulong)round, 0);

    /// <summary>First tokens, from the logits of the prompts [G, V]: one row serves all samples of a group.</summary>
    public void ChooseFirst(Tensor logits, IReadOnlyList<ResponseBuilder?> rows)
    {
        using var scope = NewDisposeScope();
        var samples = rows.Count / (int)logits.shape[0];
        var onDevice = vocabulary > MaxHostVocabulary;
        Choose(onDevice ? logits.repeat_interleave(samples, 0) : logits, rows, onDevice ? 1 : samples);
    }

    /// <summary>Next tokens, from the logits of the rows [R, V]; null for a row without a response, and finished responses stay.</summary>
    public void Choose(Tensor logits, IReadOnlyList<ResponseBuilder?> rows) => Choose(logits, rows, 1);

    private void Choose(Tensor logits, IReadOnlyList<ResponseBuilder?> rows, int rowsPerLogits)
    {
        if (vocabulary > MaxHostVocabulary)
        {
            ChooseOnDevice(logits, rows);
        }
        else
        {
            ChooseOnHost(logits, rows, rowsPerLogits);
        }
    }

    private void ChooseOnHost(Tensor logits, IReadOnlyList<ResponseBuilder?> rows, int rowsPerLogits)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, float>(logits.cpu().contiguous().bytes);
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row] is { Finished: false } response)
            {
                response.Add(_host.Choose(values.Slice(row / rowsPerLogits * vocabulary, vocabulary), Uniform(response)), decoding);
            }
        }
    }

    private void ChooseOnDevice(Tensor logits, IReadOnlyList<ResponseBuilder?> rows)
    {
        var uniforms = rows.Select(row => row is { Finished: false } response ? Uniform(response) : 0).ToArray();
        var choices = _device.Choose(logits, uniforms);
        for (var row = 0; row < choices.Length; row++)
        {
            if (rows[row] is { Finished: false } response)
            {
                response.Add(choices[row], decoding);
            }
        }
    }

    private double Uniform(ResponseBuilder response) =>
        CounterRandom.Uniform(_seed, response.QuestionCounter, (ulong)response.Sample, (ulong)response.Length);
}
