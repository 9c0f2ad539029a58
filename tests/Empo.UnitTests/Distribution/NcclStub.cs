using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>A library with NCCL's functions, for threads of this process: nccl-stub.c, compiled where there is a C compiler.</summary>
internal static class NcclStub
{
    private static readonly Lazy<(NcclNative? Native, string Problem)> Built = new(Build);

    /// <summary>Skips the test, with the reason, where it cannot be built.</summary>
    public static NcclNative Require()
    {
        Assert.SkipWhen(Built.Value.Native is null, Built.Value.Problem);
        return Built.Value.Native!;
    }

    private static (NcclNative?, string) Build()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return (null, "The stub of NCCL is for Linux.");
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
            return compiler.ExitCode == 0 ? (NcclNative.Find(library), "") : (null, $"cc cannot build the stub of NCCL: {errors}");
        }
        catch (Win32Exception)
        {
            return (null, "There is no C compiler (cc) for the stub of NCCL.");
        }
    }
}
