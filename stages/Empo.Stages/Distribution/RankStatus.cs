using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Empo.Stages.Distribution;

/// <summary>
/// Where a rank is: the number and the name of the last operation that it began with the others, and the time. It is one line of 64 bytes
/// that is written over in place, so that it can be read when the rank hangs or is gone.
/// </summary>
internal sealed class RankStatus : IDisposable
{
    private const int NameWidth = 36;

    private readonly SafeFileHandle _file;

    /// <param name="path">The rank's file; made anew.</param>
    public RankStatus(string path) =>
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The file of a rank: <c>rank-003.state</c>.</summary>
    public static string FileOf(string folder, int rank) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"rank-{rank:D3}.state"));

    /// <summary>An operation with the other ranks begins.</summary>
    /// <param name="number">One more than that of the operation before it.</param>
    public void Enter(long number, string name) =>
        RandomAccess.Write(_file, Encoding.ASCII.GetBytes(Line(number, name, DateTime.UtcNow)), 0);

    public void Dispose() => _file.Dispose();

    /// <summary>The line: number, name, time of day in UTC.</summary>
    internal static string Line(long number, string name, DateTime time)
    {
        var shown = string.Concat(name.Take(NameWidth).Select(letter => letter is > ' ' and <= '~' ? letter : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{number,13} {shown,-NameWidth} {time:HH:mm:ss.fff}\n");
    }

    /// <summary>The number and name in a file; null where it is missing or not whole.</summary>
    public static (long Number, string Name)? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.ASCII);
            return reader.ReadLine()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, var name, _]
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? (count, name)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
