namespace Empo.Stages.Distribution;

/// <summary>Blocks under way between ranks. Their memory stays as it is until they are waited for.</summary>
internal interface IPendingBlocks
{
    /// <summary>Returns when this rank's blocks have been sent and received. Call it once.</summary>
    void Wait();
}
