using Empo.Experiments.Settings.Choices;

namespace Empo.Stages.Training.Losses;

/// <summary>The values of <c>update.loss</c>.</summary>
internal static class PolicyLosses
{
    public static PolicyLossFunction Get(PolicyLossKind kind) => kind switch
    {
        PolicyLossKind.Ppo => ClippedSurrogate.Ppo,
        PolicyLossKind.Gspo => ClippedSurrogate.Gspo,
        PolicyLossKind.Cispo => CispoLoss.Function,
    };
}
