using System.Globalization;

namespace Empo.Benchmarks.Gpu;

/// <summary>Arguments of the verb <c>gpu</c>.</summary>
internal sealed record GpuOptions
{
    public const string Usage =
        "[--device cuda|cpu] [--minutes 10] [--output gpu.md] [--torch <a Python installation's torch/lib>] [--python python3]";

    /// <summary><c>cuda</c>, or <c>cpu</c> with a tiny model: the same steps where there is no card.</summary>
    public string Device { get; private init; } = "cuda";

    /// <summary>Time of all steps after the restore.</summary>
    public double Minutes { get; private init; } = 10;

    /// <summary>The file that gets the table.</summary>
    public string Output { get; private init; } = "gpu.md";

    /// <summary>A folder with libtorch that takes the place of the packages', or null.</summary>
    public string? TorchFolder { get; private init; }

    public string Python { get; private init; } = OperatingSystem.IsWindows() ? "python" : "python3";

    public bool OnCard => Device != "cpu";

    /// <summary>The value of <c>EmpoTorch</c>: what is restored and built.</summary>
    public string Variant =>
        !OnCard || TorchFolder is not null ? "cpu"
        : OperatingSystem.IsWindows() ? "cuda-windows"
        : "cuda-linux";

    /// <exception cref="ArgumentException">An unknown argument, or one without its value.</exception>
    public static GpuOptions Read(string[] arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw new ArgumentException($"gpu {Usage}", nameof(arguments));
        }

        return arguments
            .Chunk(2)
            .Aggregate(
                new GpuOptions(),
                (options, pair) => pair[0] switch
                {
                    "--device" when pair[1] is "cpu" or "cuda" => options with { Device = pair[1] },
                    "--minutes" => options with { Minutes = double.Parse(pair[1], CultureInfo.InvariantCulture) },
                    "--output" => options with { Output = pair[1] },
                    "--torch" => options with { TorchFolder = Path.GetFullPath(pair[1]) },
                    "--python" => options with { Python = pair[1] },
                    _ => throw new ArgumentException($"{pair[0]} {pair[1]}: gpu {Usage}", nameof(arguments)),
                }
            );
    }
}
