using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;

namespace Empo.Stages.Training;

/// <summary>Where a policy is trained: in which ranks, and with which copies of its weights.</summary>
internal sealed record TrainingPlace
{
    /// <summary>In one process.</summary>
    public static TrainingPlace Alone { get; } = new();

    /// <summary>That of a stage. Where ranks add up their gradients first, their number is noted in the stage's numerics.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="exchange">Between the ranks; null where there is one.</param>
    /// <param name="exact">The F32 policy, where its copy in bfloat16 is computed with; null otherwise.</param>
    public static TrainingPlace Of(StageContext context, ITensorExchange? exchange, CausalDecoder? exact)
    {
        if (context.Reduction == Reduction.Fast && exchange is not null)
        {
            // Sums whose last bits depend on the number of ranks.
            context.Numeric("reduction", string.Create(CultureInfo.InvariantCulture, $"fast ranks={context.Ranks.Size}"));
        }

        return new TrainingPlace
        {
            Ranks = context.Ranks,
            Exchange = exchange,
            Reduction = context.Reduction,
            Exact = exact,
        };
    }

    /// <summary>The ranks that train together.</summary>
    public IRankGroup Ranks { get; init; } = Empo.Experiments.Execution.Alone.Group;

    /// <summary>Between the ranks; null where there is one.</summary>
    public ITensorExchange? Exchange { get; init; }

    /// <summary>How the ranks add their gradients.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>The F32 policy that is trained, where the other one is its copy in bfloat16 (<see cref="RoundedPolicy"/>).</summary>
    public CausalDecoder? Exact { get; init; }

    /// <summary>Whether the gradient's norm is summed block by block; null for what the number of elements says.</summary>
    public bool? NormInBlocks { get; init; }

    /// <summary>Fewest elements of a section of layers that is exchanged, or added to the sum, by itself.</summary>
    public long LeastSection { get; init; } = GradientSection.Least;
}
