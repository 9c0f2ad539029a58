using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Imports;

/// <summary>
/// Recorded groups as a chunk of the store. The key is computed from the content, so rows added to a file do not change the chunks before
/// them.
/// </summary>
internal static class ImportedChunk
{
    /// <summary>Raise it whenever the bytes of a chunk change for the same responses.</summary>
    private const int Format = 1;

    /// <param name="groups">Questions, each with all its responses.</param>
    public static RolloutIndexRow Write(ChunkStore chunks, IReadOnlyList<IReadOnlyList<ImportedResponse>> groups)
    {
        RolloutRow[] rows = [.. groups.SelectMany(group => group).Select(Row)];
        var entry = chunks.GetOrCreate([$"format={Format}", "engine=imported", $"content={DigestOf(rows)}"], path =>
            ArtifactTable.Write(path, RolloutRow.Schema, rows, fast: true)
        );
        return new RolloutIndexRow
        {
            ChunkKey = entry.Key,
            ChunkDigest = entry.Digest,
            FirstSample = 0,
            Samples = groups.Max(group => group.Count),
            Questions = groups.Count,
            Rows = rows.Length,
        };
    }

    private static RolloutRow Row(ImportedResponse response) => new()
    {
        QuestionId = response.QuestionId,
        SampleIndex = response.SampleIndex,
        PromptTokenIds = response.PromptTokenIds,
        TokenIds = response.TokenIds,
        LogProbs = response.LogProbs,
        TokenEntropies = [],
        SelfCertainties = [],
        Text = response.Text,
        FinishReason = response.FinishReason,
    };

    private static string DigestOf(IEnumerable<RolloutRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows)
        {
            Append(hash, Encoding.UTF8.GetBytes($"{row.QuestionId}\n{row.SampleIndex} {row.FinishReason}"));
            Append(hash, Encoding.UTF8.GetBytes(row.Text));
            Append(hash, MemoryMarshal.AsBytes(row.PromptTokenIds.AsSpan()));
            Append(hash, MemoryMarshal.AsBytes(row.TokenIds.AsSpan()));
            Append(hash, MemoryMarshal.AsBytes(row.LogProbs.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The length comes first, so that different rows never give the same bytes when concatenated.</summary>
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
