namespace Empo.Stages.Checkpoints;

/// <summary>
/// A model folder, or a request made of a model, that the user can mend. The host turns it into a coded error at the file; this
/// namespace knows nothing of experiments.
/// </summary>
/// <param name="code">EMPO30nn for files and requests, EMPO60nn for the machine.</param>
/// <param name="what">What happened, why, and what to do.</param>
/// <param name="file">The file that the user should look at, or null.</param>
internal sealed class CheckpointException(string code, string what, string? file = null, Exception? cause = null) : Exception(what, cause)
{
    public string Code { get; } = code;

    public string? File { get; } = file;
}
