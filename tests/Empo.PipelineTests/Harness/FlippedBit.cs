namespace Empo.PipelineTests.Harness;

/// <summary>What a failing disk does: one bit is another one, length and write time stay.</summary>
internal static class FlippedBit
{
    public static void In(string file)
    {
        var time = File.GetLastWriteTimeUtc(file);
        var attributes = File.GetAttributes(file);
        File.SetAttributes(file, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, time);
        File.SetAttributes(file, attributes);
    }
}
