using System.Globalization;

namespace Empo.Stages.Templates.Syntax;

/// <summary>The value of a whole number's literal.</summary>
internal static class IntegerLiteral
{
    /// <exception cref="TemplateException">It exceeds 64 bits.</exception>
    public static long Value(Token token)
    {
        try
        {
            return token.Text.Length < 2 || char.IsAsciiDigit(token.Text[1])
                ? long.Parse(token.Text, CultureInfo.InvariantCulture)
                : Convert.ToInt64(token.Text[2..], char.ToLowerInvariant(token.Text[1]) == 'x' ? 16 : token.Text[1] is 'b' or 'B' ? 2 : 8);
        }
        catch (OverflowException)
        {
            throw new TemplateException(TemplateFault.Limit, $"the number {token.Text} exceeds 64 bits", token.Line);
        }
    }
}
