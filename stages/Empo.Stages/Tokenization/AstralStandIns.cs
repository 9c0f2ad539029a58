using System.Globalization;

namespace Empo.Stages.Tokenization;

/// <summary>
/// For each category of characters one of 16 bits. They lie in scripts that no published pattern names: a CJK letter would match DeepSeek's
/// <c>[一-龥]</c>.
/// </summary>
internal static class AstralStandIns
{
    private static readonly Dictionary<UnicodeCategory, char> Characters = new()
    {
        [UnicodeCategory.UppercaseLetter] = '\u2C00', // Glagolitic
        [UnicodeCategory.LowercaseLetter] = '\u2C30',
        [UnicodeCategory.TitlecaseLetter] = '\u1F88', // Greek with iota
        [UnicodeCategory.ModifierLetter] = '\uA015', // Yi
        [UnicodeCategory.OtherLetter] = '\uA000',
        [UnicodeCategory.NonSpacingMark] = '\uFE20', // half marks
        [UnicodeCategory.SpacingCombiningMark] = '\uA823', // Syloti Nagri
        [UnicodeCategory.EnclosingMark] = '\uA670', // Cyrillic
        [UnicodeCategory.DecimalDigitNumber] = '\uA620', // Vai
        [UnicodeCategory.LetterNumber] = '\uA6E6', // Bamum
        [UnicodeCategory.OtherNumber] = '\u2CFD', // Coptic
        [UnicodeCategory.ConnectorPunctuation] = '\uFE4D',
        [UnicodeCategory.DashPunctuation] = '\u2E17',
        [UnicodeCategory.OpenPunctuation] = '\u2E22',
        [UnicodeCategory.ClosePunctuation] = '\u2E23',
        [UnicodeCategory.InitialQuotePunctuation] = '\u2E02',
        [UnicodeCategory.FinalQuotePunctuation] = '\u2E03',
        [UnicodeCategory.OtherPunctuation] = '\uA60D', // Vai
        [UnicodeCategory.MathSymbol] = '\u2A00',
        [UnicodeCategory.CurrencySymbol] = '\uA838', // North Indic
        [UnicodeCategory.ModifierSymbol] = '\uA700',
        [UnicodeCategory.OtherSymbol] = '\u2603',
        [UnicodeCategory.Format] = '\u2064',
        [UnicodeCategory.PrivateUse] = '\uE000',
        [UnicodeCategory.OtherNotAssigned] = '\uFDD0',
    };

    /// <summary>The character that a pattern sees in place of an astral code point.</summary>
    public static char Of(int codePoint) => Characters[CharUnicodeInfo.GetUnicodeCategory(codePoint)];
}
