using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Sets VER_FLG_WEAK on the requirement GLIBCXX_3.4.32 in section .gnu.version_r of an ELF library, so that the dynamic loader
/// accepts a libstdc++ without that version. Compiled inline by NativeLibrary.targets, against .NET Standard 2.0.
/// </summary>
/// <remarks>
/// The output's copy may be a hard link into the package cache, so a new file takes its place; it keeps length and write time of
/// the package's file, because the copy step compares just these to decide that there is nothing to copy.
/// </remarks>
public sealed class AcceptOlderLibstdcxx : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint SectionTypeVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 2;                       // VER_FLG_WEAK

    /// <summary>The copy in the output folder.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The file of the package that it was copied from.</summary>
    [Required]
    public string Package { get; set; }

    public override bool Execute()
    {
        var system = SystemLibrary();
        if (system == null || Contains(system, Version))
        {
            return true;
        }

        var bytes = File.ReadAllBytes(Library);
        var flags = FindFlags(bytes);
        if (flags < 0 || (BitConverter.ToUInt16(bytes, flags) & WeakFlag) != 0)
        {
            return true;
        }

        bytes[flags] |= (byte)WeakFlag;
        Replace(bytes);
        Log.LogMessage(
            MessageImportance.High,
            "Marked the requirement " + Version + " of " + Library + " as weak, because " + system + " ends before it."
        );
        return true;
    }

    private void Replace(byte[] bytes)
    {
        var temporary = Library + ".new";
        File.Delete(temporary);
        File.WriteAllBytes(temporary, bytes);
        File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(Package));
        File.Delete(Library);
        File.Move(temporary, Library);
    }

    /// <summary>
    /// The libstdc++ that this very process (the .NET runtime needs it too) was given by the loader, else the usual places.
    /// </summary>
    private static string SystemLibrary()
    {
        if (File.Exists("/proc/self/maps"))
        {
            foreach (var line in File.ReadAllLines("/proc/self/maps"))
            {
                var start = line.IndexOf('/');
                if (start >= 0 && Path.GetFileName(line.Substring(start)).StartsWith("libstdc++.so.6", StringComparison.Ordinal))
                {
                    return line.Substring(start);
                }
            }
        }

        var folders = new[]
        {
            "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib",
        };
        foreach (var folder in folders)
        {
            var path = folder + "/libstdc++.so.6";
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static bool Contains(string file, string version)
    {
        // Latin-1 keeps each byte as one character; the names in .dynstr end with a zero.
        return Encoding.GetEncoding("ISO-8859-1").GetString(File.ReadAllBytes(file)).Contains(version + "\0");
    }

    /// <summary>Offset of the two bytes vna_flags of the requirement, or -1. ELF, 64 bits, little endian.</summary>
    private static int FindFlags(byte[] elf)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[4] != 2 || elf[5] != 1)
        {
            return -1;
        }

        var headers = (int)BitConverter.ToUInt64(elf, 0x28);
        var size = BitConverter.ToUInt16(elf, 0x3a);
        var count = BitConverter.ToUInt16(elf, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var header = headers + (i * size);
            if (BitConverter.ToUInt32(elf, header + 4) == SectionTypeVersionNeeds)
            {
                var names = headers + ((int)BitConverter.ToUInt32(elf, header + 40) * size);
                return FindFlags(elf, SectionOffset(elf, header), (int)BitConverter.ToUInt32(elf, header + 44), SectionOffset(elf, names));
            }
        }

        return -1;
    }

    private static int FindFlags(byte[] elf, int need, int needs, int names)
    {
        for (var i = 0; i < needs; i++)
        {
            var auxiliary = need + (int)BitConverter.ToUInt32(elf, need + 8);
            var auxiliaries = BitConverter.ToUInt16(elf, need + 2);
            for (var j = 0; j < auxiliaries; j++)
            {
                if (Text(elf, names + (int)BitConverter.ToUInt32(elf, auxiliary + 8)) == Version)
                {
                    return auxiliary + 4;
                }

                auxiliary += (int)BitConverter.ToUInt32(elf, auxiliary + 12);
            }

            need += (int)BitConverter.ToUInt32(elf, need + 12);
        }

        return -1;
    }

    private static int SectionOffset(byte[] elf, int header) => (int)BitConverter.ToUInt64(elf, header + 24);

    private static string Text(byte[] elf, int start) => Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
}
