using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The state that an optimizer resumes from: in memory, or in a file that is read tensor by tensor.</summary>
internal interface IOptimizerState
{
    /// <summary>Optimizer steps made so far.</summary>
    long Step { get; }

    /// <summary>Copies the tensor of a key into a contiguous tensor of the slice's shape, on any device.</summary>
    /// <exception cref="UserError">EMPO4040: it is missing or has another shape than the model's parameter.</exception>
    void CopyTo(string key, FlatSlice slice, Tensor destination);
}
