namespace Empo.Stages.Rows;

/// <summary>
/// Lines of a file as bytes, cut at line feeds of the encoding's width. Memory holds no more of a line than the given limit.
/// </summary>
/// <param name="file">Positioned at the first byte of text.</param>
/// <param name="most">Longest line in bytes.</param>
/// <param name="inPieces">Whether a longer line comes in pieces; otherwise it is skipped.</param>
internal sealed class ByteLines(Stream file, TextEncoding encoding, int most, bool inPieces)
{
    private const int BlockBytes = 1 << 16;

    private readonly byte[] _block = new byte[BlockBytes];
    private byte[] _line = new byte[1024];
    private int _start;
    private int _end;
    private int _length;

    /// <summary>The line without its line feed; empty where it is too long.</summary>
    public ReadOnlySpan<byte> Line => _line.AsSpan(0, _length);

    /// <summary>Whether a line feed follows. It does not after a piece, nor after the last line of many files.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether more of the same line follows.</summary>
    public bool IsPiece { get; private set; }

    public bool IsTooLong { get; private set; }

    /// <summary>Takes the next line; false at the end of the file.</summary>
    public bool Read()
    {
        (_length, Ended, IsPiece, IsTooLong) = (0, false, false, false);
        while (_start < _end || Fill())
        {
            var block = _block.AsSpan(_start, _end - _start);
            var feed = LineFeed(block);
            var part = feed < 0 ? block : block[..feed];
            if (inPieces && _length + part.Length > most)
            {
                part = part[..(most - _length)];
                Append(part);
                _start += part.Length;
                return IsPiece = true;
            }

            Append(part);
            _start += feed < 0 ? part.Length : part.Length + encoding.Width;
            if (feed >= 0)
            {
                return Ended = true;
            }
        }

        return _length > 0 || IsTooLong;
    }

    /// <summary>Reads a full block except at the file's end, so that no code unit is split between two blocks.</summary>
    private bool Fill()
    {
        (_start, _end) = (0, file.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false));
        return _end > 0;
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        if (IsTooLong || _length + part.Length > most)
        {
            (IsTooLong, _length) = (true, 0);
            return;
        }

        if (_line.Length < _length + part.Length)
        {
            Array.Resize(ref _line, Math.Max(2 * _line.Length, _length + part.Length));
        }

        part.CopyTo(_line.AsSpan(_length));
        _length += part.Length;
    }

    /// <summary>Place of the next line feed, or -1.</summary>
    private int LineFeed(ReadOnlySpan<byte> block)
    {
        var width = encoding.Width;
        if (width == 1)
        {
            return block.IndexOf((byte)'\n');
        }

        for (var at = 0; at + width <= block.Length; at += width)
        {
            var unit = block.Slice(at, width);
            if (unit[encoding.BigEndian ? width - 1 : 0] == '\n' && unit.Count((byte)0) == width - 1)
            {
                return at;
            }
        }

        return -1;
    }
}
