using System.Text;

namespace Empo.Experiments.Settings;

/// <summary>The words by which experiments name the members of an enumeration: <c>TrlMath</c> is <c>trl-math</c>.</summary>
public static class EnumWord
{
    /// <param name="member">A member that the enumeration names.</param>
    /// <param name="separator">Inserted before every capital letter but the first.</param>
    public static string Of<T>(T member, char separator = '-')
        where T : struct, Enum
    {
        var name = Enum.GetName(member) ?? throw new ArgumentOutOfRangeException(nameof(member), member, null);
        var word = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0)
            {
                word.Append(separator);
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }
}
