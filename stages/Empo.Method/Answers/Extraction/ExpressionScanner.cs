using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Finds expressions in a sentence: formulas between delimiters, and plainly written ones, <c>2^10</c>, <c>14π</c>, <c>1.06 x
/// 10^51</c>, <c>(1,2)</c>,
/// <c>x = 5</c>, each as long as possible. A word ends an expression; so does a bracket that holds words. It makes one pass over the
/// pieces.
/// </summary>
internal static partial class ExpressionScanner
{
    /// <summary>The places of the expressions, in order.</summary>
    /// <param name="text">A sentence.</param>
    /// <param name="formulas">Its formulas, in order.</param>
    public static List<TextPlace> Find(string text, IReadOnlyList<TextPlace> formulas)
    {
        List<TextPlace> found = [];
        List<ExpressionPiece> pieces = ExpressionPieces.Of(text, formulas);
        for (int i = 0; i < pieces.Count;)
        {
            int end = EndOf(text, pieces, i);
            (int first, int last) = Trimmed(pieces, i, end);
            if (first < last && IsExpression(text, pieces, first, last))
            {
                found.Add(new TextPlace(pieces[first].Start, pieces[last - 1].End - pieces[first].Start));
            }

            i = Math.Max(end, i + 1);
        }

        return found;
    }

    // The first piece that does not continue the expression that begins here.
    private static int EndOf(string text, List<ExpressionPiece> pieces, int start)
    {
        int i = start;
        while (i < pieces.Count && pieces[i].Kind != PieceKind.Word && (i == start || Continues(text, pieces, i)))
        {
            i++;
        }

        return i;
    }

    // Two adjacent values are one expression if there is no space between them; with a space, only if they are a product or a mixed number.
    private static bool Continues(string text, List<ExpressionPiece> pieces, int i)
    {
        (ExpressionPiece before, ExpressionPiece piece) = (pieces[i - 1], pieces[i]);
        bool areValues = before.Kind is not PieceKind.Sign && piece.Kind is not PieceKind.Sign;
        if (!areValues || before.End == piece.Start)
        {
            return true;
        }

        return piece.Kind switch
        {
            PieceKind.Number => before.Kind == PieceKind.Number
                && GroupOrFraction().IsMatch(text.AsSpan(before.Start, Math.Min(text.Length - before.Start, 40))),
            PieceKind.Formula or PieceKind.Group => false,
            _ => before.Kind is PieceKind.Number or PieceKind.Letter or PieceKind.Command,
        };
    }

    // Signs at the end belong to the sentence. So do signs at the beginning that do not belong to a number, root or relation.
    private static (int First, int Last) Trimmed(List<ExpressionPiece> pieces, int first, int last)
    {
        while (first < last && pieces[first] is { Kind: PieceKind.Sign, IsPrefix: false })
        {
            first++;
        }

        while (first < last && pieces[last - 1] is { Kind: PieceKind.Sign, IsPostfix: false })
        {
            last--;
        }

        return (first, last);
    }

    // A lone letter is a word, and a lone bracket may be a remark.
    private static bool IsExpression(string text, List<ExpressionPiece> pieces, int first, int last)
    {
        if (last - first == 1)
        {
            ExpressionPiece only = pieces[first];
            return only.Kind is PieceKind.Number or PieceKind.Formula or PieceKind.Command
                || (only.Kind == PieceKind.Group && Digit().IsMatch(text.AsSpan(only.Start, only.Length)));
        }

        return pieces.Skip(first).Take(last - first).Any(piece => piece.Kind is not PieceKind.Sign);
    }

    // 1 000 000; 3 1/2
    [GeneratedRegex(@"^\d{1,3}(?: \d{3})+(?!\d)|^\d+ \d+\s?/\s?\d+")]
    private static partial Regex GroupOrFraction();

    [GeneratedRegex(@"\d|[A-Za-z][,;]|\\")]
    private static partial Regex Digit();
}
