using System.Security.Cryptography;
using System.Text;

namespace Empo.Stages.Datasets;

/// <summary>
/// Identity of a question: a function of its content, so it stays the same across reordering, other files and other machines.
/// </summary>
internal static class QuestionId
{
    /// <summary>First 16 hexadecimal digits of SHA-256(source, line feed, text), in lower case.</summary>
    public static string Of(string source, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{text}")).AsSpan(0, 8));
}
