using System.Text;

namespace Empo.Stages.Rows;

/// <summary>
/// Cuts a JSON text into its values: the entries of a list, or values that follow each other, on one line or over many. After a broken
/// value, the next one begins at the next line with an opening brace that is not indented deeper.
/// </summary>
/// <param name="lines">The text; long lines may come in pieces.</param>
/// <param name="longest">Characters of the longest value.</param>
internal sealed class JsonPieces(IEnumerable<TextLine> lines, int longest)
{
    /// <summary>Damage at least as long as this many average values counts as more than one row.</summary>
    private const int LongerThanOne = 4;

    /// <summary>Largest total number of characters that are read again after breaks, so that no file can keep a build busy.</summary>
    private const long MaxAgain = 1 << 27;

    private readonly Stack<TextLine> _again = new();
    private readonly Queue<JsonPiece> _found = new();
    private readonly JsonScan _scan = new();
    private readonly StringBuilder _value = new();
    private (long Characters, long Values) _whole;
    private (JsonPiece Piece, long Characters)? _lost;
    private int _start;
    private int _indentation;
    private int _damaged;
    private long _readAgain;

    /// <summary>Whether a list is open; after the last value, whether its closing bracket is missing.</summary>
    public bool IsListOpen { get; private set; }

    /// <summary>The values in their order; called once.</summary>
    public IEnumerable<JsonPiece> Read()
    {
        using var source = lines.GetEnumerator();
        while (Advance(source) || _found.Count > 0)
        {
            while (_found.TryDequeue(out var piece))
            {
                yield return piece;
            }
        }
    }

    /// <summary>Reads a line, or after the last line ends what is still open; false where there was nothing to do.</summary>
    private bool Advance(IEnumerator<TextLine> source)
    {
        if (_again.TryPop(out var line))
        {
            Take(line);
            return true;
        }

        if (source.MoveNext())
        {
            Take(source.Current.Clean());
            return true;
        }

        if (_value.Length > 0)
        {
            Break(RowFault.CutOff, "its end is missing", inLine: false);
            return true;
        }

        EndLost();
        return false;
    }

    private void Take(TextLine line)
    {
        if (line.Fault is { } fault)
        {
            // Zero bytes without a line end arrive in many pieces but count as one piece of damage.
            if (line.Number == _damaged)
            {
                return;
            }

            _damaged = line.Number;
            _found.Enqueue(new JsonPiece(line.Number, "", fault, line.Why));
            return;
        }

        if (_lost is { } lost && !BeginsValue(line.Text))
        {
            _lost = (lost.Piece, lost.Characters + line.Text.Length);
            return;
        }

        EndLost();
        foreach (var character in line.Text)
        {
            Take(character, line);
        }

        EndLine(line);
    }

    private void Take(char character, TextLine line)
    {
        if (_value.Length > 0 && !_scan.IsWhole)
        {
            _value.Append(character);
            _scan.Take(character);
            if (_scan.IsWhole && !_scan.Mismatched)
            {
                EndValue();
            }

            return;
        }

        // Between values, or within a number or a word, which has no closing sign.
        if (character is ',' or '[' or ']' or '{' or '"' || char.IsWhiteSpace(character))
        {
            EndValue();
        }

        if (character == ',' || (char.IsWhiteSpace(character) && _value.Length == 0))
        {
            return;
        }

        if (character == (IsListOpen ? ']' : '['))
        {
            IsListOpen = !IsListOpen;
            return;
        }

        Begin(character, line);
    }

    private void Begin(char character, TextLine line)
    {
        if (_value.Length == 0)
        {
            _scan.Reset();
            (_start, _indentation) = (line.Number, Indentation(line.Text));
        }

        _value.Append(character);
        _scan.Take(character);
    }

    private void EndLine(TextLine line)
    {
        if (_value.Length > longest)
        {
            Break(RowFault.TooLong, TextLines.TooLong, line.IsPiece);
        }
        else if (_value.Length > 0 && !line.IsPiece)
        {
            EndLineWithin();
        }
    }

    private void EndLineWithin()
    {
        if (_scan.InString || _scan.Mismatched)
        {
            Break(
                RowFault.Malformed,
                _scan.InString ? "a text in it is not closed on its line" : "its brackets do not match",
                inLine: false
            );
        }
        else if (_scan.IsWhole)
        {
            EndValue();
        }
        else
        {
            _value.Append('\n');
        }
    }

    private void EndValue()
    {
        if (_value.Length == 0)
        {
            return;
        }

        var text = _value.ToString();
        _value.Clear();
        _scan.Reset();
        _whole = (_whole.Characters + text.Length, _whole.Values + 1);
        _found.Enqueue(text.Contains(TextEncoding.WrongBytes, StringComparison.Ordinal)
            ? new JsonPiece(_start, "", RowFault.Undecodable, "it has bytes that are no text in the file's encoding", IsListOpen)
            : new JsonPiece(_start, text, IsEntry: IsListOpen));
    }

    /// <summary>
    /// Gives up the open value and continues at the next line that begins a value, whether or not that line was already read.
    /// </summary>
    /// <param name="inLine">Whether more of the last line follows.</param>
    private void Break(RowFault fault, string why, bool inLine)
    {
        var text = _value.ToString();
        _value.Clear();
        _scan.Reset();
        var piece = new JsonPiece(_start, "", fault, why, IsListOpen);
        var number = _start + text.Count(character => character == '\n');
        _readAgain += text.Length;
        for (var end = text.Length; _readAgain < MaxAgain && text.LastIndexOf('\n', end - 1, end) is >= 0 and var feed; end = feed)
        {
            _again.Push(new TextLine(number--, text[(feed + 1)..end], "\n", IsPiece: inLine && end == text.Length));
        }

        var first = _readAgain < MaxAgain ? text.IndexOf('\n', StringComparison.Ordinal) : -1;
        (_lost, _start) = ((piece, first < 0 ? text.Length : first), 0);
    }

    /// <summary>Counts the damage between a break and the next value.</summary>
    private void EndLost()
    {
        if (_lost is var (piece, characters))
        {
            var mean = _whole.Values == 0 ? characters : _whole.Characters / (double)_whole.Values;
            _found.Enqueue(piece with { Rows = characters < LongerThanOne * mean ? 1 : (int)Math.Round(characters / mean) });
            _lost = null;
        }
    }

    private bool BeginsValue(string line) => line.AsSpan().TrimStart() is ['{', ..] && Indentation(line) <= _indentation;

    private static int Indentation(string line) => line.Length - line.AsSpan().TrimStart().Length;
}
