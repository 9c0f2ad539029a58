using Empo.Files;

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

    /// <exception cref="CheckpointException">EMPO3080: a pointer or a page lies in place of the file.</exception>
    public static void ThrowIfStandIn(string path)
    {
        if (System.IO.File.Exists(path) && FileStandIn.Of(path) is { } standIn)
        {
            throw new CheckpointException("EMPO3080", $"{Path.GetFileName(path)} {standIn}", path);
        }
    }
}
