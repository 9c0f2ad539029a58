using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The state that an optimizer resumes from: in memory, or in a file that is read tensor by tensor.</summary>
internal interface IOptimizerState
{
    /// <summary>Optimizer steps made so far.</summary>
    long Step { get; }

    /// <summary>Copies elements of the tensor of a key.</summary>
    /// <param name="key">Key of the tensor.</param>
    /// <param name="slice">The model's parameter, whose shape the tensor must have.</param>
    /// <param name="first">The first element, counted in the tensor.</param>
    /// <param name="destination">[n], contiguous, on any device; n may be 0.</param>
    /// <exception cref="UserError">EMPO4040: it is missing or has another shape than the model's parameter.</exception>
    void CopyTo(string key, FlatSlice slice, long first, Tensor destination);
}
