namespace Empo.Stages.Rows;

/// <summary>How deep in brackets and whether within a string a JSON text is, character by character; it judges nothing else.</summary>
internal sealed class JsonScan
{
    private readonly Stack<char> _open = new();
    private bool _escaped;

    public bool InString { get; private set; }

    /// <summary>Brackets that are open.</summary>
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

    /// <summary>The state behind a text.</summary>
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
