namespace Empo.Experiments.Execution;

/// <summary>A group of one: every operation is over at once.</summary>
public sealed class Alone : IRankGroup
{
    public static Alone Group { get; } = new();

    public int Rank => 0;

    public int Size => 1;

    public void Barrier(string name = "barrier")
    {
    }

    public byte[] Broadcast(byte[] data, string name = "broadcast") => data;

    public IReadOnlyList<byte[]> AllGather(byte[] mine, string name = "all-gather") => [mine];

    public void Abort(int code) => Environment.Exit(code);
}
