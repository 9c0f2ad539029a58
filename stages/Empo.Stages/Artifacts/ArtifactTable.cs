using System.IO.Compression;
using Empo.Stages.Rows;
using Parquet;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>
/// Writes and reads artifacts column by column. The same rows give the same bytes: fixed row groups, fixed encodings, Zstd, no
/// time and no path in the file.
/// </summary>
internal static class ArtifactTable
{
    /// <summary>Rows in one row group; a chunk of rollouts is far smaller, so it has only one.</summary>
    private const int RowsPerGroup = 65536;

    /// <param name="fast">Compresses sixty times faster and a quarter less densely: for large amounts of data at once.</param>
    public static void Write<TRow>(string path, ArtifactSchema<TRow> schema, IReadOnlyList<TRow> rows, bool fast = false)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        WriteAsync(file, schema, rows, fast ? CompressionLevel.Optimal : CompressionLevel.SmallestSize).GetAwaiter().GetResult();
    }

    /// <summary>All rows in file order.</summary>
    /// <exception cref="UserError">EMPO4010: missing, truncated or not Parquet. EMPO4011: Parquet with other columns.</exception>
    public static IReadOnlyList<TRow> Read<TRow>(string path, ArtifactSchema<TRow> schema)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            ParquetStructure.Check(file);
            return ReadAsync(file, schema, path).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is not UserError and not OutOfMemoryException)
        {
            // On damaged data the Parquet reader throws various exceptions (index, cast, decompression), so all kinds are treated alike.
            throw new UserError(
                "EMPO4010",
                $"The file cannot be read as the Parquet artifact '{schema.Name}': {failure.Message.TrimEnd('.')}. It is "
                    + "missing, truncated or of another kind; delete it and build again.",
                path,
                cause: failure);
        }
    }

    private static async Task WriteAsync<TRow>(Stream stream, ArtifactSchema<TRow> schema, IReadOnlyList<TRow> rows, CompressionLevel level)
    {
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = level };
        foreach (var column in schema.Columns.Where(column => column.ByteSplit))
        {
            options.ColumnEncodingHints[column.Leaf.Path.ToString()] = EncodingHint.ByteSplitStream;
        }

        await using var writer = await ParquetWriter.CreateAsync(schema.Parquet, stream, options);
        for (var first = 0; first < rows.Count; first += RowsPerGroup)
        {
            var part = first == 0 && rows.Count <= RowsPerGroup ? rows : [.. rows.Skip(first).Take(RowsPerGroup)];
            using var group = writer.CreateRowGroup();
            foreach (var column in schema.Columns)
            {
                await column.WriteAsync(group, part);
            }

            group.CompleteValidate();
        }
    }

    private static async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(Stream stream, ArtifactSchema<TRow> schema, string path)
    {
        await using var reader = await ParquetReader.CreateAsync(stream);
        var leaves = schema.Columns.Select(column => Leaf(reader.Schema, column, schema.Name, path)).ToArray();
        var rows = new List<TRow>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var count = checked((int)group.RowCount);
            if (count > stream.Length * 1024)
            {
                throw new InvalidDataException($"a row group claims {count} rows");
            }

            var assignments = new List<Action<TRow[]>>();
            for (var c = 0; c < leaves.Length; c++)
            {
                assignments.Add(await schema.Columns[c].ReadAsync(group, leaves[c], count));
            }

            // Allocated only now: a damaged file may claim rows that none of its columns holds.
            var part = new TRow[count];
            for (var row = 0; row < count; row++)
            {
                part[row] = Activator.CreateInstance<TRow>();
            }

            assignments.ForEach(assign => assign(part));
            rows.AddRange(part);
        }

        return rows;
    }

    private static DataField Leaf<TRow>(ParquetSchema file, ParquetColumn<TRow> column, string artifact, string path)
    {
        var found = file.GetDataFields().FirstOrDefault(field => field.Path.Equals(column.Leaf.Path));
        if (found is not null && column.Accepts(found))
        {
            return found;
        }

        var reason = found is null ? "lacks the column" : "has another type in the column";
        throw new UserError(
            "EMPO4011",
            $"The file is Parquet but not the artifact '{artifact}': it {reason} {column.Name}. Give the file that the stage "
                + "before wrote, or delete it and build again.",
            path
        );
    }
}
