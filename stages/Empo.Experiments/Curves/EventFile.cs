using System.Globalization;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Curves;

/// <summary>
/// The event file of a run folder, for TensorBoard: <c>tensorboard/events.out.tfevents.&lt;number&gt;.empo</c>. Points are appended while
/// the run goes on. Where the run is no longer the one that the file shows (another seed, fewer rounds), a file with the next number takes
/// its place; it tells a TensorBoard that is watching to forget the former curves.
/// </summary>
public static class EventFile
{
    private const string FolderName = "tensorboard", Beginning = "events.out.tfevents.", Ending = ".empo";

    /// <summary>Makes the file say exactly these points.</summary>
    public static void Write(RunFolder run, IReadOnlyList<CurvePoint> points)
    {
        var folder = Path.Combine(run.Folder, FolderName);
        var (number, file) = Newest(folder);
        if (points.Count == 0 && file is null)
        {
            return;
        }

        OutsideStore.Require(folder);
        byte[] content =
        [
            .. TensorBoardEvents.Header(points.Count == 0 ? 0 : points[0].Time),
            .. points.SelectMany(TensorBoardEvents.Scalar),
        ];
        var there = file is null ? null : File.ReadAllBytes(file);
        if (there is not null && content.AsSpan().StartsWith(there))
        {
            Append(file!, content.AsSpan(there.Length));
            return;
        }

        Directory.CreateDirectory(folder);
        var next = string.Create(CultureInfo.InvariantCulture, $"{Beginning}{number + 1:D10}{Ending}");
        WholeFile.Write(Path.Combine(folder, next), content);
        if (file is not null)
        {
            File.Delete(file);
        }
    }

    /// <summary>The event file with the highest number, whose name is followed by 0 where there is none.</summary>
    private static (long Number, string? File) Newest(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, $"{Beginning}*{Ending}")
                .Select(file => (Number: NumberOf(file), File: (string?)file))
                .OrderByDescending(file => file.Number)
                .FirstOrDefault((0, null))
            : (0, null);

    private static long NumberOf(string file) =>
        long.TryParse(
            Path.GetFileName(file)[Beginning.Length..^Ending.Length],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    private static void Append(string file, ReadOnlySpan<byte> content)
    {
        if (content.Length > 0)
        {
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Write(content);
        }
    }
}
