namespace Empo.Method.Answers.Extraction;

/// <summary>Which bracket closes which.</summary>
internal static class Brackets
{
    /// <summary>
    /// For each position of an opening bracket, the position of the bracket that closes it; 0 elsewhere. Round and square brackets may
    /// close each other: <c>[1,2)</c>.
    /// </summary>
    public static int[] Match(string text)
    {
        int[] closes = new int[text.Length];
        Stack<int> open = new();
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '[' or '{':
                    open.Push(i);
                    break;
                case ')' or ']' or '}' when open.TryPeek(out int start) && (text[i] == '}') == (text[start] == '{'):
                    closes[open.Pop()] = i;
                    break;
                default:
                    break;
            }
        }

        return closes;
    }
}
