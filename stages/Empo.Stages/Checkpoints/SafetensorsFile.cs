using Empo.Files;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// An open safetensors file. Tensors are read one at a time and in pieces, so that memory besides the destination stays at one piece. It
/// uses positioned reads rather than a memory map: a file truncated by another program then raises an error and not a signal.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int PieceBytes = 16 << 20;
    private readonly SafeFileHandle _handle;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header) =>
        (FilePath, _handle, Header) = (path, handle, header);

    public string FilePath { get; }

    public SafetensorsHeader Header { get; }

    /// <exception cref="UserError">EMPO3001: no such file; EMPO3004: not an intact file; EMPO3006: an unknown element type;
    /// EMPO3080: never fetched.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError(
                "EMPO3001",
                $"There is no {Path.GetFileName(path)} in {Path.GetDirectoryName(path)}. A model folder holds config.json, the "
                    + "weights and the tokenizer's files.",
                path
            );
        }

        FileStandIn.Refuse(path);
        SafetensorsHeader header;
        using (var stream = File.OpenRead(path))
        {
            header = SafetensorsHeader.Read(stream, path);
        }

        return new SafetensorsFile(path, File.OpenHandle(path, options: FileOptions.SequentialScan), header);
    }

    /// <summary>A new tensor on the CPU, in the file's type and shape.</summary>
    public Tensor Read(TensorEntry entry)
    {
        var tensor = empty(entry.Shape.ToArray(), entry.Type.Scalar, CPU);
        CopyTo(entry, tensor);
        return tensor;
    }

    /// <summary>Copies into a contiguous tensor of the same shape, and converts to its type and device.</summary>
    public void CopyTo(TensorEntry entry, Tensor destination)
    {
        if (!destination.shape.SequenceEqual(entry.Shape) || !destination.is_contiguous())
        {
            throw new ArgumentException($"The destination of {entry.Name} is not contiguous or of another shape.", nameof(destination));
        }

        using var scope = NewDisposeScope();
        CopyRange(entry, 0, destination.detach().view(-1));
    }

    /// <summary>Copies elements of a tensor from one on, and converts them to the destination's type and device.</summary>
    /// <param name="entry">The tensor.</param>
    /// <param name="first">The first element.</param>
    /// <param name="destination">[n], contiguous.</param>
    public void CopyRange(TensorEntry entry, long first, Tensor destination)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var flat = destination.detach();
        var direct = destination.dtype == entry.Type.Scalar && destination.device_type == TorchSharp.DeviceType.CPU;
        var (elements, most) = (destination.numel(), PieceBytes / entry.Type.ByteCount);
        if (first < 0 || first + elements > entry.ByteCount / entry.Type.ByteCount)
        {
            throw new ArgumentOutOfRangeException(nameof(first), first, $"{entry.Name} has fewer elements.");
        }

        for (long done = 0; done < elements; done += most)
        {
            using var inner = NewDisposeScope();
            var target = flat.narrow(0, done, Math.Min(most, elements - done));
            var piece = direct ? target : empty(target.shape, entry.Type.Scalar, CPU);
            Fill(piece.bytes, entry, (first + done) * entry.Type.ByteCount);
            if (!direct)
            {
                target.copy_(piece);
            }
        }
    }

    /// <summary>Whether a tensor holds the same numbers as another one of the same shape, whatever their types.</summary>
    public bool HasSameValues(TensorEntry entry, SafetensorsFile otherFile, TensorEntry other)
    {
        using var guard = no_grad();
        var (rest, done, most) = (entry.ByteCount / entry.Type.ByteCount, 0L, (long)(PieceBytes / 8));
        for (; rest > 0; rest -= most, done += most)
        {
            using var scope = NewDisposeScope();
            var (mine, theirs) = (Piece(entry, done, Math.Min(most, rest)), otherFile.Piece(other, done, Math.Min(most, rest)));
            if (!mine.to(ScalarType.Float64).eq(theirs.to(ScalarType.Float64)).all().item<bool>())
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => _handle.Dispose();

    private Tensor Piece(TensorEntry entry, long first, long count)
    {
        var piece = empty([count], entry.Type.Scalar, CPU);
        Fill(piece.bytes, entry, first * entry.Type.ByteCount);
        return piece;
    }

    private void Fill(Span<byte> destination, TensorEntry entry, long start)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, destination, entry.Offset + start);
            if (read == 0)
            {
                throw new UserError(
                    "EMPO3004",
                    $"{Path.GetFileName(FilePath)} ended while tensor {entry.Name} was read. Somebody else shortened the file; "
                        + "write it again.",
                    FilePath
                );
            }

            destination = destination[read..];
            start += read;
        }
    }
}
