using Parquet;

namespace Empo.Stages.Rows;

/// <summary>
/// Rows of a Parquet file, flat or nested to any depth (structures, lists, lists of structures), a row group at a time. Only the requested
/// columns are read, and the memory that a row group takes is known from its metadata before it is read.
/// </summary>
internal static class ParquetRows
{
    /// <summary>Decoded text takes two bytes per character, in addition to the pages that it comes from.</summary>
    private const int BytesPerStoredByte = 4;

    /// <param name="path">Absolute path.</param>
    /// <param name="columns">Dotted paths; their first parts name the columns to read. Null reads all.</param>
    /// <param name="memory">Bytes of available memory; null takes this machine's.</param>
    /// <exception cref="UserError">EMPO2031: the file is not whole Parquet. EMPO2032: a row group is too large for this
    /// machine.</exception>
    public static IEnumerable<Row> Read(string path, IReadOnlyCollection<string>? columns, long? memory = null)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var structure = Guarded(path, () => ParquetStructure.Check(file));
        var tops = Guarded(path, () => ParquetNode.Tree(structure.Schema))
            .Where(node => columns is null || RowFile.IsAsked(node.Name, columns))
            .ToList();
        file.Position = 0;
        var reader = Guarded(path, () => ParquetReader.CreateAsync(file, leaveStreamOpen: true).GetAwaiter().GetResult());
        try
        {
            var number = 0L;
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                RefuseTooLarge(
                    path,
                    memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                    tops.SelectMany(node => node.Leaves).Sum(leaf => structure.UncompressedBytes[i].GetValueOrDefault(leaf.Path))
                );
                var rows = Guarded(path, () => Fill(reader, i, tops));
                for (long row = 0; row < rows; row++)
                {
                    yield return Guarded(path, () =>
                        new Row(
                            path,
                            0,
                            ++number,
                            RowValue.Of(tops.ToDictionary(node => node.Name, node => node.Next(), StringComparer.Ordinal))
                        )
                    );
                }
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads the wanted columns of a row group and returns its number of rows.</summary>
    private static long Fill(ParquetReader reader, int index, IReadOnlyList<ParquetNode> tops)
    {
        var fields = reader.Schema.GetDataFields().ToDictionary(field => string.Join('/', field.Path.ToList()), StringComparer.Ordinal);
        using var group = reader.OpenRowGroupReader(index);
        foreach (var node in tops.SelectMany(top => top.Leaves))
        {
            var field = fields.GetValueOrDefault(node.Path)
                ?? throw new InvalidDataException($"its column {node.Path} is of a kind that is not read");
            using var data = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
            node.Fill(ParquetLeaf.Of(data, node));
        }

        return group.RowCount;
    }

    private static void RefuseTooLarge(string path, long memory, long bytes)
    {
        var most = memory / 2 / BytesPerStoredByte;
        if (bytes > most)
        {
            throw new UserError(
                "EMPO2032",
                $"A row group of the Parquet file holds {bytes >> 20} MiB in the columns that are needed; this machine's memory "
                    + $"admits {most >> 20} MiB. Write the file again with smaller row groups.",
                path
            );
        }
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not UserError and not OutOfMemoryException)
        {
            // On damaged data the decoder throws various exceptions (index, cast, decompression), so all kinds are treated alike.
            throw new UserError(
                "EMPO2031",
                $"The file cannot be read as Parquet: {failure.Message.TrimEnd('.')}. It is truncated, damaged or of another "
                    + "kind; fetch or write it again.",
                path,
                cause: failure
            );
        }
    }
}
