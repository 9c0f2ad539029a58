using Empo.Method;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training.Losses;

/// <summary>
/// CISPO: the clipped ratio weights the log-probability, and no gradient flows through it, so every token keeps a gradient:
/// <code>
/// loss = -stop_gradient(clip(exp(new - old), 1 - low, 1 + high)) * A * new
/// </code>
/// Its authors bound the ratio from above only; low = 1 does that. A token counts as clipped where its ratio lies outside the range.
/// Example: low = high = 0.2, A = 1.2, new = -0.8, old = -1 gives -1.2 * 1.2 * -0.8 = 1.152, with the gradient -1.44.
/// Source: MiniMax-M1, arXiv 2506.13585, equations 4 and 5; <c>loss_mode: cispo</c> in verl. TRL's <c>loss_type: cispo</c> bounds the ratio
/// by <c>epsilon_high</c> itself; the bound here is 1 + <c>update.clip.high</c>.
/// </summary>
internal static class CispoLoss
{
    public static PolicyLossFunction Function { get; } = new() { Ratio = RatioLevel.Token, ClipsByRatio = true, Compute = Compute };

    private static TokenLoss Compute(LossInput input, ClipRange clip)
    {
        using var scope = NewDisposeScope();
        var ratio = input.LogRatio.detach().exp(); // [N]
        var bounded = ratio.clamp(Scalars.Of(1 - clip.Low), Scalars.Of(1 + clip.High));
        var loss = (bounded * input.Advantages * input.LogProbs).neg();
        return new TokenLoss(loss.MoveToOuterDisposeScope(), (ratio != bounded).MoveToOuterDisposeScope());
    }
}
