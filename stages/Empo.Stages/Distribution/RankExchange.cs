using Empo.Experiments.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Distribution;

/// <summary>How the ranks of a group exchange tensors: by NCCL where they compute on cards, by MPI through the host otherwise.</summary>
internal sealed class RankExchange : IDisposable
{
    private const int CardMessageBytes = 64 << 20;
    private readonly IReadOnlyList<IDisposable> _held;

    private RankExchange(ITensorExchange tensors, params IReadOnlyList<IDisposable> held) => (Tensors, _held) = (tensors, held);

    public ITensorExchange Tensors { get; }

    /// <summary>Null for a group of one.</summary>
    /// <param name="ranks">The group.</param>
    /// <param name="device">Where the tensors are.</param>
    /// <param name="log">Receives EMPO6048 where there is no NCCL.</param>
    public static RankExchange? Of(IRankGroup ranks, Device device, IStageLog log)
    {
        if (ranks.Size == 1)
        {
            return null;
        }

        if (device.type == DeviceType.CUDA)
        {
            if (NcclNative.Find("libnccl.so.2") is { } native)
            {
                var stream = new CardStream(CudaStreams.Load());
                var transport = new NcclTransport(native, ranks, stream, TimeProvider.System);
                return new RankExchange(new BlockExchange(transport, ranks.Rank, ranks.Size, CardMessageBytes), transport, stream);
            }

            log.Warning(
                "EMPO6048",
                "There is no NCCL (libnccl.so.2, or a libtorch_cuda.so that exports it), so gradients and weights go through the host's "
                    + "memory and MPI, which is much slower. Install NCCL, or put its folder into LD_LIBRARY_PATH."
            );
        }

        return ranks is MpiGroup group
            ? new RankExchange(new BlockExchange(new MpiTransport(group), group.Rank, group.Size))
            : throw new NotSupportedException($"There is no exchange of tensors between ranks of a {ranks.GetType().Name}.");
    }

    public void Dispose()
    {
        foreach (var held in _held)
        {
            held.Dispose();
        }
    }
}
