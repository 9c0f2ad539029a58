namespace Empo.Stages.Distribution;

/// <summary>Bytes at an address that stays valid for the length of a call.</summary>
/// <param name="Address">The first byte; 0 only with length 0.</param>
/// <param name="Length">Number of bytes.</param>
internal readonly record struct MemoryBlock(nint Address, int Length)
{
    public static MemoryBlock Empty => default;
}
