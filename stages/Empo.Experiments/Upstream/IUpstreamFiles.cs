namespace Empo.Experiments.Upstream;

/// <summary>The files of an upstream store, which is only read. Paths are those of a store: <c>stage/folder/name</c>.</summary>
public interface IUpstreamFiles : IDisposable
{
    /// <summary>Copies a file. The target is emptied first, so it holds one attempt and never a mixture.</summary>
    /// <param name="path">Path below the store, separated by slashes.</param>
    /// <param name="most">Bytes that the file may have; more are neither asked for nor written.</param>
    /// <param name="target">A stream that can be emptied; its position is its end afterwards.</param>
    /// <returns>False where there is no such file.</returns>
    /// <exception cref="UpstreamException">The upstream did not send the file.</exception>
    bool Copy(string path, long most, Stream target, CancellationToken cancellation);
}
