using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Stages.Training;

namespace Empo.Stages.Programs;

/// <summary>How the ranks of an update add gradients, as the build was told.</summary>
internal static class UpdateReduction
{
    /// <summary>Sums whose last bits depend on the number of ranks are noted in the numerics.</summary>
    public static GradientReduction Of(StageContext context)
    {
        if (context.Reduction == Reduction.Fast && context.Ranks.Size > 1)
        {
            context.Numeric("reduction", string.Create(CultureInfo.InvariantCulture, $"fast ranks={context.Ranks.Size}"));
        }

        return context.Reduction switch
        {
            Reduction.Ordered => GradientReduction.Ordered,
            Reduction.Fast => GradientReduction.Fast,
        };
    }
}
