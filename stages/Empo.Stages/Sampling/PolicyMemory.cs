using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// Keeps the most recent policy of a process, so that a stage does not read again what the stage before it wrote. The policy is handed out
/// only for the digests under which it was stored, so a policy in memory never replaces other bytes on disk.
/// </summary>
internal sealed class PolicyMemory(Device device, ScalarType? dtype = null) : IDisposable
{
    private string? _model;
    private string? _adapter;
    private LoadedPolicy? _policy;

    public Device Device { get; } = device;

    /// <summary>Memory of the card; null on the CPU.</summary>
    public CardBudget? Card { get; init; }

    /// <summary>Bytes of the weights that are in memory now.</summary>
    public long HeldBytes =>
        _policy is { Decoder: var decoder } ? decoder.Config.ParameterCount * (decoder.Dtype == ScalarType.BFloat16 ? 2 : 4) : 0;

    /// <summary>
    /// The policy with the source's digests. Owned by this memory: do not dispose it. Adapters are exchanged while their base stays in
    /// memory, since the base of an adapter is never changed.
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

    /// <summary>Keeps a policy under the digests of its written files. A different policy kept so far is disposed.</summary>
    public void Put(PolicySource source, LoadedPolicy policy)
    {
        if (!ReferenceEquals(_policy, policy))
        {
            Forget();
        }

        (_model, _adapter, _policy) = (source.ModelDigest, source.AdapterDigest, policy);
    }

    /// <summary>
    /// Takes the policy out for a caller that changes it in place (the update). Until it is put back under the new digest the memory is
    /// empty, so a failed update leaves no half-trained policy behind.
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
