using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;
using Empo.Files;
using Empo.Stages.Artifacts;
using Empo.Stages.Rows;
using Parquet;
using Parquet.Schema;

namespace Empo.Benchmarks;

/// <summary>
/// What files cost that were made to do harm: each is read in a process of its own, which must end with an error within 2 seconds and
/// 500 MB. docs/security.md has the threats; the tests hold allocations, this measures the processor's time, start included, and the
/// resident set.
/// </summary>
internal static class HostileFiles
{
    private const double MaxSeconds = 2;
    private const long MaxMegabytes = 500;

    private static readonly string[] Kinds =
    [
        "experiment-alias-bomb", "experiment-nested", "experiment-gigabyte", "manifest-alias-bomb", "manifest-nested", "manifest-gigabyte",
        "jsonl-gigabyte-line", "csv-gigabyte-line", "jsonl-nested", "store-manifest-gigabyte", "store-manifest-nested", "config-gigabyte",
        "config-nested", "parquet-million-rows", "parquet-much-text", "parquet-noise",
    ];

    /// <returns>0 where every file was refused within both bounds.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments is ["read", var kind, var path])
        {
            Read(kind, path);
            return 0;
        }

        output.WriteLine("| file | error | processor s | MB |\n|---|---|---|---|");
        var failures = 0;
        foreach (var made in Kinds)
        {
            var (error, seconds, megabytes) = Measure(made, Make(made, arguments[0]));
            var refused = error.StartsWith("EMPO", StringComparison.Ordinal) || error == "a miss";
            failures += refused && seconds <= MaxSeconds && megabytes <= MaxMegabytes ? 0 : 1;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {made} | {error} | {seconds:F2} | {megabytes} |"));
        }

        return failures == 0 ? 0 : 1;
    }

    private static (string Error, double Seconds, long Megabytes) Measure(string kind, string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] self =
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(HostileFiles).Assembly.Location] : [];
        foreach (var argument in self.Concat(["hostile", "read", kind, path]))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd().Trim().Split('\t');
        process.WaitForExit();
        File.Delete(path);
        return line.Length == 3
            ? (line[0], double.Parse(line[1], CultureInfo.InvariantCulture), long.Parse(line[2], CultureInfo.InvariantCulture))
            : ($"exit {process.ExitCode}", 0, 0);
    }

    /// <summary>Reads one file as the product does and prints how that ended.</summary>
    private static void Read(string kind, string path)
    {
        string error;
        try
        {
            error = Open(kind, path);
        }
        catch (UserError failure)
        {
            error = failure.Code;
        }
        catch (System.Text.Json.JsonException)
        {
            error = "EMPO3002"; // as the readers of config.json say it
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{error}\t{self.TotalProcessorTime.TotalSeconds:F3}\t{self.PeakWorkingSet64 >> 20}"
            )
        );
    }

    private static string Open(string kind, string path)
    {
        switch (kind.Split('-')[0])
        {
            case "experiment":
                ExperimentReader.Read(path, null, Path.GetDirectoryName(path)!);
                return "none";
            case "manifest":
                return DatasetFiles.Of(path).Count == 0 ? "a miss" : "none";
            case "store":
                return ManifestFile.Read(Path.GetDirectoryName(path)!) is null ? "a miss" : "none";
            case "config":
                JsonFile.Read(path);
                return "none";
            default:
                return RowFile.Read(path).Count() >= 0 && ArtifactTable.Read(path, RolloutRow.Schema).Count >= 0 ? "none" : "";
        }
    }

    private static string Make(string kind, string folder)
    {
        var name = kind.StartsWith("store", StringComparison.Ordinal)
            ? ManifestFile.Name
            : kind
                + (
                    kind.Split('-')[0] switch
                    {
                        "jsonl" => ".jsonl",
                        "csv" => ".csv",
                        "parquet" => ".parquet",
                        "config" => ".json",
                        _ => ".yaml",
                    }
                );
        var path = Path.Combine(folder, name);
        var nested = new string('[', 100_000) + new string(']', 100_000);
        var bomb =
            "a: &a [x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                "bcdefghi".Select(letter => $"{letter}: &{letter} [{string.Join(", ", Enumerable.Repeat($"*{(char)(letter - 1)}", 9))}]\n")
            );
        switch (kind.Split('-')[^1])
        {
            case "gigabyte" or "line":
                using (var file = File.Create(path))
                {
                    file.Write(kind.StartsWith("csv", StringComparison.Ordinal) ? "question\nfirst\n"u8 : ""u8);
                    file.SetLength(1L << 30);
                }

                return path;
            case "bomb":
                File.WriteAllText(
                    path,
                    (kind.StartsWith("experiment", StringComparison.Ordinal) ? "dataset: d.yaml\n" : "name: d\n") + bomb
                );
                return path;
            case "nested":
                File.WriteAllText(
                    path,
                    kind.Split('-')[0] switch
                    {
                        "experiment" => $"dataset: d.yaml\nrollout: {nested}\n",
                        "manifest" => $"name: d\nfiles: {nested}\n",
                        "store" or "config" => $"{{ \"format\": {nested} }}",
                        _ => $"{{ \"question\": {nested} }}\n",
                    }
                );
                return path;
            case "rows":
                Pack(path, new DataField<int>("n"), (group, field) => group.WriteAsync<int>(field, new int[50_000_000]));
                return path;
            case "text":
                Pack(path, new DataField<string>("text"), (group, field) =>
                    group.WriteAsync(field, Enumerable.Range(0, 3000).Select(i => new string('x', 50_000) + i).ToArray())
                );
                return path;
            default:
                var noise = new byte[1 << 20];
                new Random(1).NextBytes(noise);
                File.WriteAllBytes(path, [.. "PAR1"u8, .. noise, .. BitConverter.GetBytes(noise.Length), .. "PAR1"u8]);
                return path;
        }
    }

    /// <summary>A whole and honest file of one column, packed as tightly as the format can.</summary>
    private static void Pack(string path, DataField field, Func<ParquetRowGroupWriter, DataField, Task> write)
    {
        using var file = File.Create(path);
        WriteAsync().GetAwaiter().GetResult();

        async Task WriteAsync()
        {
            await using var writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(field),
                file,
                new ParquetOptions { CompressionMethod = CompressionMethod.Zstd }
            );
            using var group = writer.CreateRowGroup();
            await write(group, field);
            group.CompleteValidate();
        }
    }
}
