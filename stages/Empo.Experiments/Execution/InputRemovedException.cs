namespace Empo.Experiments.Execution;

/// <summary>
/// A stage failed because the retention rules of another run removed one of its inputs. This happens where two runs of a suite share their
/// first rounds and one of them is ahead. The build makes the input again and then repeats its request.
/// </summary>
public sealed class InputRemovedException(string path, Exception? inner = null)
    : Exception($"{path} was removed by the retention rules of another run.", inner);
