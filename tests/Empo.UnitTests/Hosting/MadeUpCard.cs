using Empo.Stages.DeviceMemory;

namespace Empo.UnitTests.Hosting;

/// <summary>A driver with one card.</summary>
/// <param name="free">Bytes that are free on it; null where the driver does not say.</param>
internal sealed class MadeUpCard(long? free) : ICudaDriver
{
    /// <summary>How often the free memory was asked for.</summary>
    public int Asked { get; private set; }

    public int DeviceGet(out int device, int index)
    {
        device = index;
        return index == 0 ? 0 : 101;
    }

    public int RetainPrimaryContext(out nint context, int device)
    {
        context = 100;
        return 0;
    }

    public int ReleasePrimaryContext(int device) => 0;

    public int Push(nint context) => 0;

    public int Pop(out nint context)
    {
        context = 100;
        return 0;
    }

    public int MemoryInfo(out nuint free1, out nuint total)
    {
        Asked++;
        (free1, total) = ((nuint)(free ?? 0), (nuint)(free ?? 0));
        return free is null ? 1 : 0;
    }
}
