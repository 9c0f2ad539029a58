namespace Empo.Stages.Distribution;

/// <summary>The order of work on a card in which tensors are exchanged.</summary>
internal interface ICardQueue
{
    /// <summary>The stream's handle.</summary>
    nint Stream { get; }

    /// <summary>Whether everything that was begun in it is done.</summary>
    bool IsDone { get; }

    /// <summary>Lets what is begun from now on wait for what libtorch has begun so far.</summary>
    void Follow();
}
