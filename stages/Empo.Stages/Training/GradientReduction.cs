namespace Empo.Stages.Training;

/// <summary>How the gradients of several ranks are added (<c>EmpoReduction</c>).</summary>
internal enum GradientReduction
{
    /// <summary>Micro-batch by micro-batch in the plan's order: the bits do not depend on the number of ranks.</summary>
    Ordered,

    /// <summary>First those of each rank, then the ranks' sums once a step.</summary>
    Fast,
}
