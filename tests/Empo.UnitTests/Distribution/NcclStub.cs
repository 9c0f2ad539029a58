using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>
/// A library with NCCL's functions and those of CUDA's driver, for threads of this process: nccl-stub.c, compiled where there is a C
/// compiler.
/// </summary>
internal static class NcclStub
{
    private static readonly Lazy<(nint Library, string Problem)> Built = new(Build);

    /// <summary>Skips the test, with the reason, where it cannot be built.</summary>
    public static NcclNative Require()
    {
        Assert.SkipWhen(Built.Value.Library == 0, Built.Value.Problem);
        return new NcclNative(Built.Value.Library);
    }

    /// <summary>The same for the functions of CUDA's driver.</summary>
    public static CudaStreams RequireStreams()
    {
        Assert.SkipWhen(Built.Value.Library == 0, Built.Value.Problem);
        return new CudaStreams(Built.Value.Library);
    }

    private static (nint, string) Build()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return (0, "The stub of NCCL is for Linux.");
        }

        var source = Path.Combine(Repository.Root, "tests", "Empo.UnitTests", "Distribution", "nccl-stub.c");
        var library = Path.Combine(Directory.CreateTempSubdirectory("empo-nccl-").FullName, "libnccl-stub.so");
        try
        {
            using var compiler = Process.Start(
                new ProcessStartInfo("cc", ["-shared", "-fPIC", "-pthread", "-o", library, source]) { RedirectStandardError = true }
            )!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? (NativeLibrary.Load(library), "") : (0, $"cc cannot build the stub of NCCL: {errors}");
        }
        catch (Win32Exception)
        {
            return (0, "There is no C compiler (cc) for the stub of NCCL.");
        }
    }
}
