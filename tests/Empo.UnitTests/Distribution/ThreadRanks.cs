using Empo.Experiments.Execution;

namespace Empo.UnitTests.Distribution;

/// <summary>
/// The ranks of a group as threads of this process. Beyond what a group promises, it fails where two ranks meet in operations of different
/// names, and a rank that fails frees those that wait for it.
/// </summary>
internal sealed class ThreadRanks : IDisposable
{
    private readonly Barrier _barrier;
    private readonly CancellationTokenSource _over = new();
    private readonly (string Name, byte[] Data)[] _given;

    private ThreadRanks(int size)
    {
        _barrier = new Barrier(size);
        _given = new (string, byte[])[size];
    }

    /// <summary>Runs the same code as every rank of a group, and returns what each rank returned.</summary>
    public static IReadOnlyList<T> Run<T>(int size, Func<IRankGroup, T> code)
    {
        using var ranks = new ThreadRanks(size);
        var (results, failures) = (new T[size], new Exception?[size]);
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = code(new Member(ranks, rank, size));
                ranks.Meet("end", [], rank);
            }
            catch (Exception exception)
            {
                failures[rank] = exception;
                ranks._over.Cancel();
            }
        }, maxStackSize: 16 << 20))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Exception[] found = [.. failures.OfType<Exception>().OrderBy(failure => failure is OperationCanceledException)];
        return found.Length == 0 ? results : throw new AggregateException(found[0].Message, found);
    }

    public static void Run(int size, Action<IRankGroup> code) => Run(size, group =>
    {
        code(group);
        return 0;
    });

    public void Dispose()
    {
        _barrier.Dispose();
        _over.Dispose();
    }

    private void Meet(string name, byte[] data, int rank) => Exchange(name, data, rank, _ => 0);

    private T Exchange<T>(string name, byte[] data, int rank, Func<(string Name, byte[] Data)[], T> take)
    {
        _given[rank] = (name, data);
        _barrier.SignalAndWait(_over.Token);
        if (_given.Any(given => given.Name != name))
        {
            throw new InvalidOperationException($"The ranks meet in {string.Join(", ", _given.Select(given => given.Name))}.");
        }

        var taken = take(_given);
        _barrier.SignalAndWait(_over.Token);
        return taken;
    }

    private sealed class Member(ThreadRanks ranks, int rank, int size) : IRankGroup
    {
        public int Rank => rank;

        public int Size => size;

        public void Barrier(string name = "barrier") => ranks.Meet(name, [], rank);

        public byte[] Broadcast(byte[] data, string name = "broadcast") =>
            ranks.Exchange(name, data, rank, given => (byte[])given[0].Data.Clone());

        public IReadOnlyList<byte[]> AllGather(byte[] mine, string name = "all-gather") =>
            ranks.Exchange(name, mine, rank, given => given.Select(each => (byte[])each.Data.Clone()).ToArray());

        public void Abort(int code)
        {
            ranks._over.Cancel();
            throw new InvalidOperationException($"Rank {rank} ended the job with code {code}.");
        }
    }
}
