namespace Empo.Stages.Distribution;

/// <summary>The order of work on a card in which tensors are computed and exchanged.</summary>
internal interface ICardQueue
{
    /// <summary>The stream's handle; 0 is the default stream, in which libtorch computes.</summary>
    nint Stream { get; }

    /// <summary>Whether everything that was begun is done.</summary>
    bool IsDone { get; }
}
