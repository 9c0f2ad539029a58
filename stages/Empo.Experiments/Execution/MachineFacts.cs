using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Empo.Experiments.Execution;

/// <summary>Facts about this machine's processor.</summary>
public static class MachineFacts
{
    private const int Signature = 1, FirstBrand = unchecked((int)0x80000002), BrandLeaves = 3;

    /// <summary>
    /// Vendor, family and model (<c>AuthenticAMD 25.17</c>), or the architecture where the processor does not report them. Libraries choose
    /// kernels and block sizes by them, so the same instructions on another processor may round the last bits differently.
    /// </summary>
    public static string Processor { get; } =
        X86Base.IsSupported ? Identified() : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The processor's display name, or empty.</summary>
    public static string ProcessorName { get; } = X86Base.IsSupported ? Brand() : "";

    private static string Identified()
    {
        var (_, ebx, ecx, edx) = X86Base.CpuId(0, 0);
        var signature = X86Base.CpuId(Signature, 0).Eax;
        var (family, model) = ((signature >> 8) & 0xF, (signature >> 4) & 0xF);
        model += family is 0x6 or 0xF ? ((signature >> 16) & 0xF) << 4 : 0;
        family += family == 0xF ? (signature >> 20) & 0xFF : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{Text(ebx, edx, ecx)} {family}.{model}");
    }

    private static string Brand()
    {
        if (unchecked((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax) < unchecked((uint)(FirstBrand + BrandLeaves - 1)))
        {
            return "";
        }

        var name = string.Concat(
            Enumerable
                .Range(0, BrandLeaves)
                .Select(leaf => X86Base.CpuId(FirstBrand + leaf, 0))
                .Select(part => Text(part.Eax, part.Ebx, part.Ecx, part.Edx))
        );
        return string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Text(params ReadOnlySpan<int> registers) =>
        Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).TrimEnd('\0');
}
