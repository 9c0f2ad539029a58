namespace Empo.Experiments.Execution;

/// <summary>
/// A stage failed because the retention rules of another run removed an input under it: two runs of a suite that share their first rounds,
/// of which one is ahead. The build makes the input again and asks once more.
/// </summary>
public sealed class InputRemovedException(string path, Exception? inner = null)
    : Exception($"{path} was removed by the retention rules of another run.", inner);
