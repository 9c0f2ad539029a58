using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// The newest policy of a process, so that the stages of a round do not read again what the stage before wrote. It is handed out
/// only for the digest that it was stored under: a policy in memory never stands in for other bytes on disk.
/// </summary>
internal sealed class PolicyMemory(Device device, ScalarType? dtype = null) : IDisposable
{
    private string? _digest;
    private LoadedPolicy? _policy;

    public Device Device { get; } = device;

    /// <summary>The policy of a folder whose content has <paramref name="digest"/>. Owned by the memory: do not dispose it.</summary>
    public LoadedPolicy Get(string folder, string digest)
    {
        if (_policy is null || _digest != digest)
        {
            Put(digest, LoadedPolicy.Load(folder, Device, dtype));
        }

        return _policy!;
    }

    /// <summary>Remembers a policy under the digest of what was written of it; another one is disposed.</summary>
    public void Put(string digest, LoadedPolicy policy)
    {
        if (!ReferenceEquals(_policy, policy))
        {
            _policy?.Dispose();
        }

        (_digest, _policy) = (digest, policy);
    }

    /// <summary>
    /// Takes the policy out for somebody who changes its weights in place (the update). Until it is put back under the new digest
    /// nothing is remembered, so a failed update leaves no half-trained policy behind.
    /// </summary>
    public LoadedPolicy Take(string folder, string digest)
    {
        var policy = Get(folder, digest);
        (_digest, _policy) = (null, null);
        return policy;
    }

    public void Dispose() => _policy?.Dispose();
}
