using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Empo.Stages.Hosting;

/// <summary>
/// libtorch's switch for operations that give the same bits on every repeat: on a card, sums by atomic additions (<c>index_add</c>, the
/// backward pass of fused attention) otherwise depend on how the threads happened to run. TorchSharp does not have the switch, but libtorch
/// exports it as C++ functions, which are called by their mangled names.
/// </summary>
/// <remarks>An operation without a deterministic version in libtorch only warns. Attention kernels without one are switched off.</remarks>
internal static unsafe class Determinism
{
    private static readonly Names Unix = new(
        "libtorch_cpu",
        "_ZN2at13globalContextEv",
        "_ZN2at7Context26setDeterministicAlgorithmsEbb",
        "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb",
        "_ZN2at7Context21setSDPUseMemEfficientEb",
        "_ZNK2at7Context23deterministicAlgorithmsEv");

    private static readonly Names Windows = new(
        "torch_cpu",
        "?globalContext@at@@YAAEAVContext@1@XZ",
        "?setDeterministicAlgorithms@Context@at@@QEAAX_N0@Z",
        "?setDeterministicFillUninitializedMemory@Context@at@@QEAAX_N@Z",
        "?setSDPUseMemEfficient@Context@at@@QEAAX_N@Z",
        "?deterministicAlgorithms@Context@at@@QEBA_NXZ");

    /// <summary>Switches it for this process. Call before the first operation; libtorch must be loaded.</summary>
    /// <exception cref="UserError">EMPO3092: this libtorch does not export the switch.</exception>
    public static void Switch(bool on)
    {
        var (library, names) = Find();
        var context = ((delegate* unmanaged<nint>)Export(library, names.Context))();
        ((delegate* unmanaged<nint, byte, byte, void>)Export(library, names.Set))(context, Byte(on), Byte(true)); // warn only
        // nothing here reads uninitialized memory
        ((delegate* unmanaged<nint, byte, void>)Export(library, names.Fill))(context, Byte(false));
        ((delegate* unmanaged<nint, byte, void>)Export(library, names.MemoryEfficient))(context, Byte(!on));
    }

    /// <summary>Whether the switch is on.</summary>
    public static bool IsOn()
    {
        var (library, names) = Find();
        return ((delegate* unmanaged<nint, byte>)Export(library, names.Get))(((delegate* unmanaged<nint>)Export(library, names.Context))())
            != 0;
    }

    private static byte Byte(bool value) => value ? (byte)1 : (byte)0;

    /// <summary>The library that this process has loaded, wherever it came from: another copy of it would have a separate switch.</summary>
    private static (nint Library, Names Names) Find()
    {
        var names = OperatingSystem.IsWindows() ? Windows : Unix;
        using var process = Process.GetCurrentProcess();
        var loaded = process
            .Modules.Cast<ProcessModule>()
            .FirstOrDefault(module => Path.GetFileNameWithoutExtension(module.FileName) == names.Library);
        return loaded is not null && NativeLibrary.TryLoad(loaded.FileName, out var library)
            ? (library, names)
            : throw Missing(names.Library);
    }

    private static nint Export(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out var function) ? function : throw Missing(name);

    private static UserError Missing(string name) =>
        new(
            "EMPO3092",
            $"deterministic is true, but this libtorch does not let it be set ({name} was not found). Set deterministic: false, "
                + "or use the libtorch of this version's packages."
        );

    private sealed record Names(string Library, string Context, string Set, string Fill, string MemoryEfficient, string Get);
}
