using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using TorchSharp;

namespace Empo.Stages.Hosting;

/// <summary>Everything that determines the last bits of a process's results. Collecting it does not load libtorch.</summary>
internal static class NumericsClass
{
    /// <param name="used">The device on which the process computed; null where it computed nothing.</param>
    /// <param name="setting">The experiment's <c>device</c>.</param>
    /// <param name="deterministic">Whether deterministic kernels were requested on a card.</param>
    /// <param name="threads">Number of libtorch threads.</param>
    public static IReadOnlyDictionary<string, string> Of(torch.Device? used, string setting, bool deterministic, int threads)
    {
        var numerics = new Dictionary<string, string>
        {
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version?.ToString() ?? "",
            ["libtorch"] = LibtorchVersion,
            ["device"] = used?.ToString() ?? Unused(setting),
            ["cpu_capability"] = Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") ?? "",
            ["processor"] = MachineFacts.Processor,
            ["mkl_cbwr"] = Environment.GetEnvironmentVariable("MKL_CBWR") ?? "",
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["system"] = RuntimeInformation.RuntimeIdentifier,
        };
        if (used is not { type: DeviceType.CUDA } device)
        {
            return numerics;
        }

        if (CudaCard.Describe(Math.Max(device.index, 0)) is { } card)
        {
            numerics["gpu"] = card;
        }

        if (deterministic)
        {
            numerics["deterministic"] = "true";
        }

        return numerics;
    }

    /// <summary>
    /// A constant of the assembly: reading <c>torch.__version__</c> would initialise the class, and with it the native library.
    /// </summary>
    private static string LibtorchVersion =>
        typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string
        ?? torch.__version__;

    /// <summary>
    /// For a stage that computes without a model: the CPU where nothing else is possible, and no device where a card would have been
    /// available.
    /// </summary>
    private static string Unused(string setting) =>
        setting == "cpu"
        || !File.Exists(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so"))
            ? "cpu"
            : Manifest.NoDevice;
}
