using System.Diagnostics;
using System.Globalization;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Benchmarks.Gpu;

/// <summary>
/// The verb <c>speed</c>, run by <c>gpu</c> as a program of the variant that was built: rates of the device's matrix product, of sampling
/// and of one update, a row a line.
/// </summary>
internal static class GpuSpeed
{
    private const int Repeats = 3;

    public static int Run(string name, TextWriter output)
    {
        var device = DeviceChoice.Resolve(name);
        var sizes = GpuSizes.For(device.type == DeviceType.CUDA);
        foreach (var library in Libraries())
        {
            output.WriteLine($"libtorch\t{library}");
        }

        var matmul = Matmul(device, sizes.MatmulSize);
        output.WriteLine(Line($"product of two {sizes.MatmulSize} x {sizes.MatmulSize} in bfloat16", $"{matmul / 1e12:F3} TFLOP/s"));
        output.Flush();
        using var decoder = new CausalDecoder(sizes.Model, GpuSizes.Type, device);
        decoder.Initialize(1, 0.02);
        var shape = sizes.Decoding;
        foreach (var (batching, continuous) in new[] { ("chunk", false), ("continuous", true) })
        {
            SamplingBenchmark.DecodingRate(decoder, shape with { ResponseTokens = 8 }, processorTime: false, continuous); // to warm up
            var rate = SamplingBenchmark.DecodingRate(decoder, shape, processorTime: false, continuous);
            var what = $"sampling, {shape.Rows} rows, {shape.PromptTokens} + {shape.ResponseTokens} tokens, ours, {batching}";
            output.WriteLine(Line(what, $"{rate:N0} tokens/s"));
            output.Flush();
        }

        var seconds = Update(decoder, sizes);
        var tokens = (long)sizes.UpdateRows * sizes.UpdateTokens;
        var share = Work.Training(sizes.Model, tokens, sizes.UpdateTokens) / seconds / matmul;
        output.WriteLine(
            Line(
                $"update of {sizes.UpdateRows} x {sizes.UpdateTokens} tokens, ours",
                $"{tokens / seconds:N0} tokens/s, {share:P1} of the product's rate"
            )
        );
        return 0;
    }

    /// <summary>Median seconds of a whole update: layout, passes, clip, AdamW, statistics, mismatch report.</summary>
    private static double Update(CausalDecoder decoder, GpuSizes sizes)
    {
        var groups = TrainingBenchmark.Groups(decoder, sizes.UpdateRows, sizes.UpdateTokens);
        var settings = TrainingBenchmark.Settings(sizes.UpdateRows * sizes.UpdateTokens) with { Recompute = false };
        var trainer = new PolicyTrainer(decoder, settings, new SilentLog());
        double Once()
        {
            var clock = Stopwatch.StartNew();
            trainer.Train(groups, 1, null, default).Optimizer!.Dispose();
            return clock.Elapsed.TotalSeconds;
        }

        Once();
        return Median.Of(Enumerable.Range(0, Repeats).Select(_ => Once()));
    }

    /// <summary>Operations per second; the last result is read back, so that all products are done.</summary>
    private static double Matmul(Device device, int size)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (rand(size, size, device: device).to(GpuSizes.Type), rand(size, size, device: device).to(GpuSizes.Type));
        double Once(int products)
        {
            var clock = Stopwatch.StartNew();
            using var inner = NewDisposeScope();
            var last = left.matmul(right);
            for (var i = 1; i < products; i++)
            {
                last.Dispose();
                last = left.matmul(right);
            }

            last[0, 0].to(ScalarType.Float32).item<float>();
            return products * 2.0 * size * size * size / clock.Elapsed.TotalSeconds;
        }

        Once(10);
        return Median.Of(Enumerable.Range(0, Repeats).Select(_ => Once(50)));
    }

    /// <summary>The libtorch that this process has mapped; nothing where the system does not say.</summary>
    private static IEnumerable<string> Libraries() =>
        File.Exists("/proc/self/maps")
            ? File.ReadLines("/proc/self/maps")
                .Select(line => line[(line.LastIndexOf(' ') + 1)..])
                .Where(path => Path.GetFileName(path).StartsWith("libtorch_c", StringComparison.Ordinal))
                .Distinct()
            : Process.GetCurrentProcess()
                .Modules.Cast<ProcessModule>()
                .Select(module => module.FileName)
                .Where(path => Path.GetFileName(path).StartsWith("torch_c", StringComparison.OrdinalIgnoreCase));

    private static string Line(string what, FormattableString result) => $"{what}\t{result.ToString(CultureInfo.InvariantCulture)}";
}
