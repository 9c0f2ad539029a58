using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>Where an optimizer goes on from: a state in memory, or a file that is read tensor by tensor.</summary>
internal interface IOptimizerState
{
    /// <summary>Optimizer steps made so far.</summary>
    long Step { get; }

    /// <summary>Copies the tensor of a key into a contiguous one of the slice's shape, on whatever device.</summary>
    /// <exception cref="UserError">EMPO4040: it is missing or has another shape than the model's parameter.</exception>
    void CopyTo(string key, FlatSlice slice, Tensor destination);
}
