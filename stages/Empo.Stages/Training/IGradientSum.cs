using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The sum of a minibatch's gradients, in one process or over the ranks of a group. The micro-batches are added in the plan's order either
/// way, so the sum, and all that follows from it, has the same bits for any number of ranks.
/// </summary>
internal interface IGradientSum : IDisposable
{
    /// <summary>The elements that this process steps; their optimizer state is here and nowhere else.</summary>
    IReadOnlyList<OwnRange> Own { get; }

    /// <summary>Clears the sum.</summary>
    void Zero();

    /// <summary>Runs a backward pass on this rank alone whose gradients are lost; <see cref="Zero"/> comes after it.</summary>
    void Rehearse(Action pass);

    /// <summary>Computes the micro-batches 0..count-1, each on one rank, and adds their gradients.</summary>
    /// <param name="count">Micro-batches of the minibatch.</param>
    /// <param name="compute">Runs one forward and backward pass, which leaves its gradient in the parameters.</param>
    /// <returns>What each gave, in order, on every rank.</returns>
    IReadOnlyList<MicroBatchOutcome> Add(int count, Func<int, MicroBatchOutcome> compute);

    /// <summary>As <see cref="GradientNorm.Clip(FlatParameters, double, int)"/>.</summary>
    double Clip(double most, int step);

    /// <summary>Elements of the sum [n]: one of <see cref="Own"/> or a piece of it.</summary>
    Tensor Slice(OwnRange piece);

    /// <summary>Requires that all ranks begin with the same weights, those that are not trained included.</summary>
    /// <exception cref="UserError">EMPO3041: they have not.</exception>
    void RequireSame(IEnumerable<Tensor> weights);

    /// <summary>Copies what each rank stepped of weights [P] to all, and requires that all then have the same bits.</summary>
    /// <exception cref="UserError">EMPO3041: they have not.</exception>
    void Share(Tensor weights);

    /// <summary>The state of the optimizer that steps along this sum, for saving.</summary>
    ISavedOptimizer StateOf(AdamW optimizer);
}
