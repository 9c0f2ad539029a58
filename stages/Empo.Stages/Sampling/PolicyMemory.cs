using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// The newest policy of a process, so that the stages of a round do not read again what the stage before wrote. It is handed out
/// only for the digests that it was stored under: a policy in memory never stands in for other bytes on disk.
/// </summary>
internal sealed class PolicyMemory(Device device, ScalarType? dtype = null) : IDisposable
{
    private string? _model;
    private string? _adapter;
    private LoadedPolicy? _policy;

    public Device Device { get; } = device;

    /// <summary>
    /// The policy of the source's digests. Owned by the memory: do not dispose it. Adapters change while their base stays in memory, since
    /// nobody changes a base that has adapters.
    /// </summary>
    public LoadedPolicy Get(PolicySource source)
    {
        if (_policy is null || _model != source.ModelDigest)
        {
            Forget();
            _policy = LoadedPolicy.Load(source.Folder, Device, dtype);
            (_model, _adapter) = (source.ModelDigest, null);
        }

        if (_adapter != source.AdapterDigest)
        {
            Put(source, Adapted(Take(), source.Adapter));
        }

        return _policy!;
    }

    /// <summary>Remembers a policy under the digests of what was written of it; another one is disposed.</summary>
    public void Put(PolicySource source, LoadedPolicy policy)
    {
        if (!ReferenceEquals(_policy, policy))
        {
            Forget();
        }

        (_model, _adapter, _policy) = (source.ModelDigest, source.AdapterDigest, policy);
    }

    /// <summary>
    /// Takes the policy out for somebody who changes it in place (the update). Until it is put back under the new digest nothing is
    /// remembered, so a failed update leaves no half-trained policy behind.
    /// </summary>
    public LoadedPolicy Take(PolicySource source)
    {
        Get(source);
        return Take();
    }

    public void Dispose() => _policy?.Dispose();

    private static LoadedPolicy Adapted(LoadedPolicy policy, string? adapter)
    {
        policy.Decoder.DetachAdapters();
        try
        {
            if (adapter is not null)
            {
                AdapterFolder.Load(policy.Decoder, adapter);
            }

            return policy;
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    private LoadedPolicy Take()
    {
        var policy = _policy!;
        (_model, _adapter, _policy) = (null, null, null);
        return policy;
    }

    private void Forget()
    {
        _policy?.Dispose();
        (_model, _adapter, _policy) = (null, null, null);
    }
}
