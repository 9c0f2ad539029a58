using System.Buffers.Binary;
using CsCheck;
using Empo.Stages.Artifacts;
using Empo.Stages.Rows;
using Parquet;
using Parquet.Schema;

namespace Empo.UnitTests.Rows;

/// <summary>
/// Damaged Parquet files. Parquet.Net 6.1 alone reads zeros for ever where a footer's last byte, which ends its structure, is
/// changed: its Thrift parser does not see the end of the file.
/// </summary>
public sealed class DamagedParquetTests : IDisposable
{
    private const int Tail = 8;

    /// <summary>A read that takes this long has not ended; it takes milliseconds.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_footer_whose_end_is_overwritten_is_refused()
    {
        var bytes = Whole();
        bytes[^(Tail + 1)] ^= 56;

        Assert.IsType<UserError>(Read(bytes));
    }

    [Fact]
    public void A_footer_longer_than_its_structure_is_refused()
    {
        var bytes = Whole();
        var footer = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - Tail));
        byte[] longer = [.. bytes[..^Tail], 0, 0, 0, .. BitConverter.GetBytes(footer + 3), .. "PAR1"u8];

        Assert.Contains("footer", Assert.IsType<UserError>(Read(longer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overwritten_bytes_are_read_or_refused_in_bounded_time_and_memory()
    {
        var whole = Whole();

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Array[1, 3].Sample(
            flips =>
            {
                var bytes = (byte[])whole.Clone();
                Array.ForEach(flips, flip => bytes[flip.Item1] ^= flip.Item2);

                Assert.True(Read(bytes) is null or UserError);
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var whole = Whole();

        Gen.Int[0, whole.Length - 1].Sample(length => Assert.IsType<UserError>(Read(whole[..length])), iter: 200, threads: 1);
    }

    [Fact]
    public void Bytes_between_the_two_marks_are_refused() =>
        Gen
            .Byte.Array[0, 400]
            .Sample(
                noise => Assert.IsType<UserError>(Read([.. "PAR1"u8, .. noise, .. BitConverter.GetBytes(noise.Length), .. "PAR1"u8])),
                iter: 300,
                threads: 1
            );

    [Fact]
    public void Overwritten_bytes_of_a_published_question_file_are_read_or_refused()
    {
        var whole = File.ReadAllBytes(TestData.File("math500.parquet"));

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Array[1, 20].Sample(
            flips =>
            {
                var bytes = (byte[])whole.Clone();
                Array.ForEach(flips, flip => bytes[flip.Item1] ^= flip.Item2);

                Assert.True(Read(bytes) is null or UserError);
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData(20_000_000)]
    [InlineData(40_000_000)]
    public async Task Few_bytes_that_unfold_to_millions_of_rows_are_refused(int rows) =>
        Assert.Contains(
            "impossible sizes",
            Assert.IsType<UserError>(Read(await Packed(new DataField<int>("n"), new int[rows]))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Few_bytes_that_unfold_to_much_text_are_refused() =>
        Assert.Contains(
            "impossible sizes",
            Assert
                .IsType<UserError>(
                    Read(
                        await Packed(
                            new DataField<string>("text"),
                            Enumerable.Range(0, 2000).Select(i => new string('x', 50_000) + i).ToArray()
                        )
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    /// <summary>An honest file too large for the machine, and any file whose footer claims to be.</summary>
    [Fact]
    public async Task A_row_group_that_no_memory_holds_is_refused_before_it_is_read()
    {
        var path = _folder.File("large.parquet");
        await File.WriteAllBytesAsync(
            path,
            await Packed(new DataField<string>("text"), Enumerable.Range(0, 1000).Select(i => new string('x', 1000) + i).ToArray())
        );

        Assert.Equal(1000, ParquetRows.Read(path, null, memory: 16L << 20).Count());
        Assert.Equal("EMPO2032", Assert.Throws<UserError>(() => ParquetRows.Read(path, null, memory: 4L << 20).Count()).Code);
    }

    /// <summary>A whole and honest file of one column, packed as tightly as the format can.</summary>
    private static async Task<byte[]> Packed(DataField field, Array values)
    {
        using var stream = new MemoryStream();
        await using (
            var writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(field),
                stream,
                new ParquetOptions
                {
                    CompressionMethod = CompressionMethod.Zstd,
                    CompressionLevel = System.IO.Compression.CompressionLevel.Fastest,
                }
            )
        )
        {
            using var group = writer.CreateRowGroup();
            await (values is int[] numbers ? group.WriteAsync<int>(field, numbers) : group.WriteAsync(field, (string[])values));

            group.CompleteValidate();
        }

        return stream.ToArray();
    }

    /// <summary>What reading the bytes as rows and as an artifact throws, or null.</summary>
    private Exception? Read(byte[] bytes)
    {
        var path = _folder.File("damaged.parquet");
        File.WriteAllBytes(path, bytes);
        Exception? thrown = null;
        var allocated = 0L;
        var reading = new Thread(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            thrown = Record.Exception(() => RowFile.Read(path).Count())
                ?? Record.Exception(() => ArtifactTable.Read(path, RolloutRow.Schema));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }) { IsBackground = true };
        reading.Start();
        Assert.True(reading.Join(Endless), "Reading does not end.");
        Assert.InRange(allocated, 0, 64 << 20);
        return thrown;
    }

    private byte[] Whole()
    {
        var path = _folder.File("whole.parquet");
        ArtifactTable.Write(
            path,
            RolloutRow.Schema,
            [
                .. Enumerable
                    .Range(0, 20)
                    .Select(i => new RolloutRow
                    {
                        QuestionId = $"q{i % 3}",
                        SampleIndex = i,
                        PromptTokenIds = [1, 2, 3],
                        TokenIds = [4, 5],
                        LogProbs = [-1, -2],
                        TokenEntropies = [1, 2],
                        SelfCertainties = [0, 0],
                        Text = $"text {i}",
                        FinishReason = "stop",
                    }),
            ]
        );
        return File.ReadAllBytes(path);
    }
}
