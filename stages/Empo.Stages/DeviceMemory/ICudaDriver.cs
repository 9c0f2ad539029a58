namespace Empo.Stages.DeviceMemory;

/// <summary>The calls of CUDA's driver that tell a card's free memory; each status 0 is success.</summary>
internal interface ICudaDriver
{
    int DeviceGet(out int device, int index);

    /// <summary>The context that libtorch uses too, made where there is none.</summary>
    int RetainPrimaryContext(out nint context, int device);

    int ReleasePrimaryContext(int device);

    /// <summary>Makes a context this thread's, over the one that was.</summary>
    int Push(nint context);

    int Pop(out nint context);

    /// <summary>Of the card whose context is this thread's.</summary>
    int MemoryInfo(out nuint free, out nuint total);
}
