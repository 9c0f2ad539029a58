using System.Runtime.CompilerServices;

namespace Empo.Stages.Distribution;

/// <summary>ncclUniqueId: 128 bytes that the ranks of a communicator share, passed by value.</summary>
[InlineArray(Length)]
internal struct NcclId
{
    public const int Length = 128;

    private byte _first;
}
