namespace Empo.Stages.Distribution;

/// <summary>
/// A stream of the current card for exchanges, beside CUDA's default stream, in which libtorch computes and which TorchSharp never changes.
/// Messages in it run while the card computes on. The host waits for them before it begins what reads them.
/// </summary>
internal sealed class CardStream : ICardQueue, IDisposable
{
    private const nint DefaultStream = 0;
    private readonly CudaStreams _driver;
    private readonly nint _event;

    /// <summary>Call it on the thread that computes, when its card's context is there: libtorch has made a tensor on it.</summary>
    public CardStream(CudaStreams driver)
    {
        _driver = driver;
        Stream = driver.NewStream();
        _event = driver.NewEvent();
    }

    public nint Stream { get; }

    public bool IsDone => _driver.IsDone(Stream);

    public void Follow()
    {
        _driver.Record(_event, DefaultStream);
        _driver.Wait(Stream, _event);
    }

    public void Dispose()
    {
        _driver.EndEvent(_event);
        _driver.EndStream(Stream);
    }
}
