using System.Globalization;

namespace Empo.Experiments.Resources;

/// <summary>
/// What a stage needs at its peak, part by part. Upper bounds of what our code keeps at once; libtorch's own work space and a
/// process without a model (0.2 GB, on a card 0.5 GB more) come on top. The formulae are in docs/gpu.md.
/// </summary>
public sealed record MemoryEstimate
{
    public const string Weights = "weights";

    private const double Gigabyte = 1L << 30;

    /// <summary>Named as the stage.</summary>
    public required string Stage { get; init; }

    public required IReadOnlyList<MemoryPart> Parts { get; init; }

    /// <summary>Settings whose lowering lowers the peak, most effective first.</summary>
    public required string Remedy { get; init; }

    /// <summary>Bytes where the model is.</summary>
    public long OnDevice => Parts.Where(part => !part.OnHost).Sum(part => part.Bytes);

    /// <summary>Bytes in the host's memory where the model is on a card.</summary>
    public long OnHost => Parts.Where(part => part.OnHost).Sum(part => part.Bytes);

    /// <summary>Bytes where everything is in the host's memory.</summary>
    public long Total => OnDevice + OnHost;

    /// <summary>Bytes of one part; 0 where there is none.</summary>
    public long Of(string name) => Parts.Where(part => part.Name == name).Sum(part => part.Bytes);

    /// <summary>One line: the sum, then the parts that matter.</summary>
    public override string ToString()
    {
        var parts = Parts.Where(part => part.Bytes > 0).Select(part => $"{part.Name} {Size(part.Bytes)}{(part.OnHost ? " (host)" : "")}");
        var sum = OnHost > 0 ? $"{Size(OnDevice)} and {Size(OnHost)} of the host's" : Size(Total);
        return $"memory: {Stage} needs about {sum} at its peak: {string.Join(", ", parts)}";
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes) => bytes >= Gigabyte / 10
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Gigabyte:F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F1} MB");
}
