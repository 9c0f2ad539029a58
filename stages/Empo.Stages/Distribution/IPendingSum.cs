namespace Empo.Stages.Distribution;

/// <summary>A sum over ranks that was begun. The parts that it reads stay as they are until it is completed.</summary>
internal interface IPendingSum
{
    /// <summary>Waits for the parts of the other ranks and adds them. Call it once, on every rank.</summary>
    void Complete();
}
