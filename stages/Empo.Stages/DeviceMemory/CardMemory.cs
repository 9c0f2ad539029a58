namespace Empo.Stages.DeviceMemory;

/// <summary>
/// Free memory of one card. TorchSharp exports no query, so the driver is asked. The driver answers for the card whose context is current
/// on the thread. libtorch leaves the first card's context current, whichever card it works on, so the requested card's context is pushed
/// for the query.
/// </summary>
internal static class CardMemory
{
    /// <summary>Bytes, or null where the driver does not say.</summary>
    /// <param name="index">Number of the card among those that this process sees.</param>
    public static long? Free(ICudaDriver driver, int index)
    {
        if (driver.DeviceGet(out var device, index) != 0 || driver.RetainPrimaryContext(out var context, device) != 0)
        {
            return null;
        }

        try
        {
            return Within(driver, context);
        }
        finally
        {
            driver.ReleasePrimaryContext(device);
        }
    }

    private static long? Within(ICudaDriver driver, nint context)
    {
        if (driver.Push(context) != 0)
        {
            return null;
        }

        try
        {
            return driver.MemoryInfo(out var free, out _) == 0 ? (long)free : null;
        }
        finally
        {
            driver.Pop(out _);
        }
    }
}
