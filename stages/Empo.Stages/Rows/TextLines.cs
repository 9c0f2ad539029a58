using System.Text;
using Empo.Experiments.Execution;

namespace Empo.Stages.Rows;

/// <summary>Lines of a text file, none longer than a bound: a file without line ends must not fill the memory.</summary>
internal static class TextLines
{
    /// <summary>Characters of the longest line or field; a response of a million tokens has about four million.</summary>
    public const int Longest = 1 << 24;

    /// <summary>The lines without their ends (LF or CR LF).</summary>
    /// <exception cref="StageFailure">EMPO2070 at the line that is longer than <see cref="Longest"/>.</exception>
    public static IEnumerable<string> Read(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var (line, buffer, number) = (new StringBuilder(), new char[1 << 16], 1);
        for (var count = reader.Read(buffer); count > 0; count = reader.Read(buffer))
        {
            var start = 0;
            for (var end = Array.IndexOf(buffer, '\n', 0, count); end >= 0; end = Array.IndexOf(buffer, '\n', start, count - start))
            {
                yield return Taken(line.Append(buffer, start, end - start));
                (start, number) = (end + 1, number + 1);
            }

            line.Append(buffer, start, count - start);
            if (line.Length > Longest)
            {
                throw TooLong(path, number);
            }
        }

        if (line.Length > 0)
        {
            yield return Taken(line);
        }
    }

    public static StageFailure TooLong(string path, int line) =>
        new("EMPO2070", $"This line or field has more than {Longest} characters, which no question or response needs. Check that the file is what its extension says.", path, line, 1);

    private static string Taken(StringBuilder line)
    {
        var text = line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
        line.Clear();
        return text;
    }
}
