using System.Runtime.Intrinsics.X86;

namespace Empo.Experiments.Execution;

/// <summary>
/// Environment variables that a stage process needs before libtorch loads. The build sets the ones that decide bits, so that every repeat
/// has the same values. The ones that only steer allocators and waiting are defaults: the user's own value stays.
/// </summary>
public static class StageEnvironment
{
    /// <summary>Variables that decide bits.</summary>
    private static readonly (string Name, string Value)[] Fixed =
    [
        ("ATEN_CPU_CAPABILITY", Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "default"),
        ("MKL_CBWR", Avx512F.IsSupported ? "AVX512,STRICT" : Avx2.IsSupported ? "AVX2,STRICT" : "COMPATIBLE"),
        ("NVIDIA_TF32_OVERRIDE", "0"),
    ];

    /// <summary>Defaults, each with other names of the same variable that the user may have set. An empty value counts as unset.</summary>
    private static readonly (string Name, string Value, string[] Others)[] Defaults =
    [
        ("OMP_WAIT_POLICY", "PASSIVE", []),
        ("MALLOC_TRIM_THRESHOLD_", "4294967296", []),
        ("MALLOC_MMAP_THRESHOLD_", "4294967296", []),
        ("MALLOC_TOP_PAD_", "268435456", []),
        ("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True", ["PYTORCH_ALLOC_CONF"]),
        ("CUBLAS_WORKSPACE_CONFIG", ":4096:8", []), // cuBLAS gives equal bits only in a work space of fixed size
    ];

    /// <summary>The names of all of them, for launchers that must be told what to pass on to other hosts.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Fixed.Select(item => item.Name), .. Defaults.SelectMany(item => item.Others.Prepend(item.Name)),
    ];

    /// <summary>
    /// Sets those that decide bits by the processor of this process: a rank may run on another one than the process that started it.
    /// </summary>
    public static void SetFixed(Action<string, string> set)
    {
        foreach (var (name, value) in Fixed)
        {
            set(name, value);
        }
    }

    public static void Set(IDictionary<string, string?> environment)
    {
        foreach (var (name, value) in Fixed)
        {
            environment[name] = value;
        }

        foreach (
            var (name, value, _) in Defaults.Where(item =>
                item.Others.Append(item.Name).All(other => !environment.TryGetValue(other, out var own) || string.IsNullOrEmpty(own))
            )
        )
        {
            environment[name] = value;
        }
    }
}
