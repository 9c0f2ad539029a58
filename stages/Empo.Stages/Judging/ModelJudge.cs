using Empo.Experiments.Execution;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using static TorchSharp.torch;

namespace Empo.Stages.Judging;

/// <summary>
/// A causal model as judge: equal when P(Yes) &gt; P(No) at the decision slot (a tie is not equal), one forward pass and no sampling.
/// Source: the free-form verifier of EMPO's released natural-reasoning recipe, which asks about one pair at a time. Here pairs of similar
/// length share a forward pass.
/// </summary>
/// <remarks>The rows that share a pass can change the last bits of a logit, so a verdict within rounding of a tie may depend on them. The
/// first verdict is stored.</remarks>
/// <param name="model">The judge.</param>
/// <param name="prompt">How it is asked.</param>
/// <param name="ranks">The processes that judge the same pairs at the same time; null for this one alone.</param>
internal sealed class ModelJudge(LoadedPolicy model, JudgePrompt prompt, IRankGroup? ranks = null) : IAnswerJudge
{
    /// <summary>Padded tokens in one forward pass.</summary>
    private const int PassTokens = 16_384;

    public void Judge(IReadOnlyList<JudgedPair> pairs, Action<int, bool> tell, CancellationToken cancellation)
    {
        var slots = pairs.Select(pair => DecisionSlot.Of(prompt, pair, model.Tokenizer)).ToList();
        CheckLengths(slots);
        var judged = ranks is { Size: > 1 } ? Shared(slots, ranks, cancellation) : Own(slots, Passes(slots), cancellation);
        foreach (var (pass, verdicts) in judged)
        {
            foreach (var (index, equal) in pass.Zip(verdicts))
            {
                tell(index, equal);
            }
        }
    }

    /// <summary>Passes with the verdicts of this process, each as soon as it is computed.</summary>
    private IEnumerable<(List<int> Pass, bool[] Verdicts)> Own(
        List<DecisionSlot> slots,
        IEnumerable<List<int>> passes,
        CancellationToken cancellation
    )
    {
        foreach (var pass in passes)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return (pass, Verdicts([.. pass.Select(index => slots[index])]));
        }
    }

    /// <summary>Passes with the verdicts of all ranks, which share them.</summary>
    private IEnumerable<(List<int> Pass, bool[] Verdicts)> Shared(
        List<DecisionSlot> slots,
        IRankGroup group,
        CancellationToken cancellation
    )
    {
        List<List<int>> passes = [.. Passes(slots)];
        bool[] Of(int pass) => Own(slots, [passes[pass]], cancellation).Single().Verdicts;
        return passes.Zip(RankShares.Each(group, passes.Count, Of, "judge: verdicts"));
    }

    public void Dispose() => model.Dispose();

    private void CheckLengths(List<DecisionSlot> slots)
    {
        if (slots.Count > 0 && slots.Max(slot => slot.TokenIds.Length) is var longest && longest > model.Decoder.Config.MaxPositions)
        {
            throw new UserError(
                "EMPO4052",
                $"A question and two answers make {longest} tokens, but the judge reads {model.Decoder.Config.MaxPositions}. "
                    + "Choose a judge that reads more, or leave long questions out with prompt.max_tokens."
            );
        }
    }

    private static IEnumerable<List<int>> Passes(List<DecisionSlot> slots) =>
        LengthPasses.Of([.. slots.Select(slot => slot.TokenIds.Length)], PassTokens);

    private bool[] Verdicts(DecisionSlot[] slots)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        var rows = slots.Length;
        var (ids, width) = LengthPasses.Padded([.. slots.Select(slot => slot.TokenIds)]);
        var device = model.Device;
        var hidden = model.Decoder.forward(tensor(ids, [rows, width], device: device)).view(rows * width, -1); // [B·T, D]
        var last = tensor(slots.Select((slot, row) => ((long)row * width) + slot.TokenIds.Length - 1).ToArray(), device: device);
        var logits = model.Decoder.Logits(hidden.index_select(0, last)).to_type(ScalarType.Float32); // [B, V]
        var words = tensor(slots.SelectMany(slot => new[] { (long)slot.Yes, slot.No }).ToArray(), [rows, 2], device: device);
        var scores = logits.gather(1, words).cpu().data<float>().ToArray(); // [B, 2]
        return [.. Enumerable.Range(0, rows).Select(row => scores[2 * row] > scores[(2 * row) + 1])];
    }
}
