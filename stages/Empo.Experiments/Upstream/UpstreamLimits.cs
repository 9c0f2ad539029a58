namespace Empo.Experiments.Upstream;

/// <summary>How long an upstream server may take. A server that does not answer must cost a build little.</summary>
public sealed record UpstreamLimits
{
    /// <summary>To a connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From a request to the head of its answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two pieces of a file.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a whole file, besides what its bytes take at <see cref="BytesPerSecond"/>.</summary>
    public TimeSpan File { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A slower file is given up.</summary>
    public long BytesPerSecond { get; init; } = 64 << 10;

    /// <summary>The pauses before further attempts where a failure may pass.</summary>
    public IReadOnlyList<TimeSpan> Pauses { get; init; } = [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1)];

    /// <summary>Redirections that are followed for one file.</summary>
    public int Redirections { get; init; } = 5;

    /// <summary>Entries with wrong content after which the upstream is left alone.</summary>
    public int WrongEntries { get; init; } = 3;
}
