namespace Empo.Stages.Rows;

/// <summary>
/// Tracks the bracket depth of a JSON text and whether it is within a string, character by character. It checks nothing else.
/// </summary>
internal sealed class JsonScan
{
    private readonly Stack<char> _open = new();
    private bool _escaped;

    public bool InString { get; private set; }

    /// <summary>Number of open brackets.</summary>
    public int Depth => _open.Count;

    /// <summary>Whether a bracket was closed that was not open.</summary>
    public bool Mismatched { get; private set; }

    public bool IsWhole => Depth == 0 && !InString;

    public void Reset()
    {
        _open.Clear();
        (_escaped, InString, Mismatched) = (false, false, false);
    }

    public void Take(char character)
    {
        if (InString)
        {
            InString = _escaped || character != '"';
            _escaped = !_escaped && character == '\\';
            return;
        }

        switch (character)
        {
            case '"':
                InString = true;
                break;
            case '{' or '[':
                _open.Push(character == '{' ? '}' : ']');
                break;
            case '}' or ']':
                Mismatched |= !_open.TryPop(out var expected) || expected != character;
                break;
        }
    }

    /// <summary>The state after a text.</summary>
    public static JsonScan Of(ReadOnlySpan<char> text)
    {
        var scan = new JsonScan();
        foreach (var character in text)
        {
            scan.Take(character);
        }

        return scan;
    }
}
