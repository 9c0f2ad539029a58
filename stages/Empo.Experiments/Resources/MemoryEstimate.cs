using System.Globalization;

namespace Empo.Experiments.Resources;

/// <summary>
/// The memory that a stage needs at its peak, part by part. The parts are upper bounds of what our code keeps at once. libtorch's own
/// workspace and a process without a model (0.2 GB, on a GPU 0.5 GB more) come on top. The formulae are in docs/gpu.md.
/// </summary>
public sealed record MemoryEstimate
{
    public const string Weights = "weights";

    private const double Gigabyte = 1L << 30;

    /// <summary>The name of the stage.</summary>
    public required string Stage { get; init; }

    public required IReadOnlyList<MemoryPart> Parts { get; init; }

    /// <summary>Settings that lower the peak when they are lowered, most effective first.</summary>
    public required string Remedy { get; init; }

    /// <summary>Bytes on the device that holds the model.</summary>
    public long OnDevice => Parts.Where(part => !part.OnHost).Sum(part => part.Bytes);

    /// <summary>Bytes in host memory where the model is on a GPU.</summary>
    public long OnHost => Parts.Where(part => part.OnHost).Sum(part => part.Bytes);

    /// <summary>Bytes where everything is in host memory.</summary>
    public long Total => OnDevice + OnHost;

    /// <summary>Bytes of one part; 0 where there is none.</summary>
    public long Of(string name) => Parts.Where(part => part.Name == name).Sum(part => part.Bytes);

    /// <summary>One line: the sum, then the parts that are not zero.</summary>
    public override string ToString()
    {
        var parts = Parts.Where(part => part.Bytes > 0).Select(part => $"{part.Name} {Size(part.Bytes)}{(part.OnHost ? " (host)" : "")}");
        var sum = OnHost > 0 ? $"{Size(OnDevice)} and {Size(OnHost)} of the host's" : Size(Total);
        return $"memory: {Stage} needs about {sum} at its peak: {string.Join(", ", parts)}";
    }

    /// <summary>Bytes in readable form.</summary>
    public static string Size(long bytes) => bytes >= Gigabyte / 10
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Gigabyte:F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F1} MB");
}
