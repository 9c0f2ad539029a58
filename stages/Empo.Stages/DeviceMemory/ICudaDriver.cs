namespace Empo.Stages.DeviceMemory;

/// <summary>The CUDA driver calls that report a card's free memory; status 0 means success.</summary>
internal interface ICudaDriver
{
    int DeviceGet(out int device, int index);

    /// <summary>The context that libtorch uses too; it is created where there is none.</summary>
    int RetainPrimaryContext(out nint context, int device);

    int ReleasePrimaryContext(int device);

    /// <summary>Makes a context current on this thread, on top of the previous one.</summary>
    int Push(nint context);

    int Pop(out nint context);

    /// <summary>Memory of the card whose context is current on this thread.</summary>
    int MemoryInfo(out nuint free, out nuint total);
}
