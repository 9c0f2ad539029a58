namespace Empo.Experiments.Execution;

/// <summary>
/// The processes that run one stage together, each of them with the same code and the same request. Every rank calls the same operations in
/// the same order. A name says where the ranks meet, for the report of a rank that does not come.
/// </summary>
public interface IRankGroup
{
    /// <summary>This process's number, 0 to <see cref="Size"/> - 1.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int Size { get; }

    /// <summary>
    /// Whether this process writes the stage's outputs and its log. The others run the stage's code up to its last operation here and
    /// write nothing.
    /// </summary>
    bool Leads => Rank == 0;

    /// <summary>Returns once every rank has called it.</summary>
    void Barrier(string name = "barrier");

    /// <summary>The bytes of rank 0, on every rank.</summary>
    /// <param name="data">Read on rank 0 only.</param>
    byte[] Broadcast(byte[] data, string name = "broadcast");

    /// <summary>The bytes of every rank in the order of ranks, on every rank. Lengths may differ.</summary>
    IReadOnlyList<byte[]> AllGather(byte[] mine, string name = "all-gather");

    /// <summary>Ends every rank at once, without their consent, with this exit code.</summary>
    void Abort(int code);
}
