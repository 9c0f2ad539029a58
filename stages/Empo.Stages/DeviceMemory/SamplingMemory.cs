using Empo.Experiments.Execution;
using Empo.Experiments.Resources;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.Stages.DeviceMemory;

/// <summary>Plans the memory of sampling, and reports it where that is worth a line.</summary>
internal static class SamplingMemory
{
    /// <summary>
    /// Gives continuous batching the rows that were asked for, or as many as fit, and says what sampling needs where that is worth a line.
    /// </summary>
    /// <param name="engine">What samples. One that does not compute here needs no memory here.</param>
    /// <param name="demand">What will be sampled.</param>
    /// <param name="maxRows">The setting <c>rollout.max_rows</c>; null for auto.</param>
    /// <param name="card">Memory of the policy's card; null on the CPU.</param>
    /// <param name="log">Where the line goes.</param>
    /// <exception cref="FreshProcessException">Earlier stages used the card, and sampling does not fit after them.</exception>
    public static void Plan(IRolloutEngine engine, SamplingDemand demand, int? maxRows, CardBudget? card, IStageLog log)
    {
        if (engine is LocalEngine local)
        {
            StageMemory.SaySampling(Of(local.Decoder, local.Dtype, demand).Estimate(), local.Decoder, log, card);
        }

        if (engine is ContinuousEngine continuous)
        {
            var policy = continuous.Decoder;
            var (memory, onCard) = (Of(policy, continuous.Dtype, demand), policy.Device.type == DeviceType.CUDA);
            continuous.MaxRows = maxRows ?? Fitting(memory, StageMemory.Available(policy, card), onCard);
            continuous.MaxLength = Math.Min(policy.Config.MaxPositions, demand.PromptTokens + demand.MaxTokens);
            var estimate = memory.Continuous(Math.Min(demand.Rows, continuous.MaxRows), onCard).Estimate();
            StageMemory.SaySampling(estimate, policy, log, card);
        }
    }

    private static int Fitting(RolloutMemory memory, long? available, bool onCard) => available is { } bytes
        ? memory.RowsWithin((long)(bytes * CardBudget.Usable), onCard)
        : RolloutMemory.UsualRows;

    private static RolloutMemory Of(CausalDecoder policy, torch.ScalarType dtype, SamplingDemand demand) => new()
    {
        Model = policy.Config,
        WeightBytes = StageMemory.WeightBytes(policy.Dtype),
        ComputeBytes = StageMemory.WeightBytes(dtype),
        Questions = demand.Questions,
        Samples = demand.Samples,
        PromptTokens = demand.PromptTokens,
        ResponseTokens = Math.Min(demand.MaxTokens, policy.Config.MaxPositions - demand.ShortestPrompt),
    };
}
