using System.Collections.Frozen;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Decides whether a run of plain letters can be a product of variables. A word is compared letter by letter and a product in any order, so
/// a run that may be a word is taken as a word. Products are:
/// <list type="bullet">
/// <item>lower-case letters without a vowel, up to four: <c>xy</c>, <c>mgh</c>, <c>kx</c>;</item>
/// <item>lower-case letters in alphabetical sequence, <c>ab</c>, <c>abc</c>, <c>xyz</c>; two in order of which one is a vowel, <c>ac</c>,
/// <c>ax</c>, unless they are an English word;</item>
/// <item>capitals after lower-case letters or in the middle, up to four, <c>nRT</c>, <c>GMm</c>, unless they are a chemical formula;</item>
/// <item>in a formula (next to an arithmetic sign, a digit, a power) also other runs of two or three that are not a common English word:
/// <c>ma+b</c>, <c>2IR</c>.</item>
/// </list>
/// Everything else is a word: <c>dog</c>, <c>HTH</c>, <c>ABCD</c>, <c>NaCl</c>.
/// </summary>
internal static class LetterRuns
{
    private const int MaxProduct = 4;

    private static readonly string[] Alphabets = ["abcd", "pqrst", "uvwxyz", "klmn", "rst", "xyzt", "fgh", "jk", "mn"];

    // Words of two letters; in a formula they are products: v+at.
    private static readonly FrozenSet<string> ShortWords = Set(
        "am an as at be by do go ha he hi id if in is it la lo ma me mr ms my no of oh ok on or ox pm so st to tv up us vs we ye "
            + "qi re ad ah eh em en ex et al"
    );

    // Common words of three letters.
    private static readonly FrozenSet<string> Words = Set(
        "the and for are but not you all any can had her was one our out day get has him his how man new now old see two way "
            + "who boy did its let put say she too use dad mom cat dog cow pig hen bat rat ant bee fox owl act add age ago aid aim "
            + "air ape "
            + "arc arm art ash ask ate bad bag ban bar bay bed beg bet bid big bin bit box bow bus buy cab cap car cup cut die dig "
            + "dip dot dry due ear eat egg ego elf end era eve eye fan far fat few fig fin fit fix flu fly fog fun fur gap gas gem "
            + "god gun gut "
            + "gym hat hay hip hit hop hot hub hug hut ice icy ill ink inn ion jam jar jaw jet job jog joy jug key kid kin kit lab "
            + "lap law lay led leg lid lie lip log lot low mad map mat mid mix mob mud mug net nod nor nun nut oak oar odd off oil "
            + "ore own pad "
            + "pan pay pea pen per pet pie pin pit pot pub ran raw ray red rib rid rig rim rip rob rod rot row rub rug rum run sad "
            + "sat saw sea set sew sex sin sip sir sit six sky son spy sue sum sun tap tar tax tea ten tie tin tip toe ton top toy "
            + "try tub van "
            + "vet via war wax web wed wet why wig win won yes yet zip zoo apt ash awe axe bye cry dew dim fed gel hid hue ivy keg "
            + "nap nil nah odd opt pal paw pop pro rag ram rap sap shy ski sly tab tag tan tow tug urn vow wad wag yam yap yen"
    );

    private static readonly FrozenSet<string> Elements = Set(
        "He Li Be Ne Na Mg Al Si Cl Ar Ca Sc Ti Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Zr Nb Mo Tc Ru Rh Pd Ag Cd In "
            + "Sn Sb Te Xe Cs Ba La Ce Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa Np Pu Am Hf Os Ir Nd Sm Gd Yb Lu"
    );

    /// <summary>Whether a run is a common word of three letters.</summary>
    public static bool IsCommonWord(string run) => Words.Contains(run);

    /// <summary>
    /// Whether a word is the symbol of an element, <c>Co</c> or <c>Hf</c>, and not a short word such as <c>No</c> or <c>He</c>. Its
    /// lower-case letter distinguishes it from a compound, <c>CO</c>.
    /// </summary>
    public static bool IsElement(string word) => Elements.Contains(word) && !ShortWords.Contains(word.ToLowerInvariant());

    /// <summary>Whether a run of two or more ASCII letters is a product.</summary>
    public static bool IsProduct(string run, RunSurroundings surroundings)
    {
        if (run.Length > MaxProduct)
        {
            return surroundings.AreFormula && run.Length <= 6 && run.All(char.IsAsciiLetterLower) && !HasVowel(run);
        }

        if (run.All(char.IsAsciiLetterLower))
        {
            return IsSmallProduct(run, surroundings);
        }

        if (run.All(char.IsAsciiLetterUpper))
        {
            return surroundings.AreFormula && run.Length <= 3;
        }

        return IsMixedProduct(run, surroundings);
    }

    private static bool IsSmallProduct(string run, RunSurroundings surroundings)
    {
        if (run.Length == 2)
        {
            return surroundings.AreFormula
                || (!ShortWords.Contains(run) && (!HasVowel(run) || run[0] < run[1] || surroundings.IsAfterEquals));
        }

        bool isPlain = !HasVowel(run) || Alphabets.Any(alphabet => run.All(alphabet.Contains) && IsAscending(run));
        return isPlain ? !Words.Contains(run) : surroundings.AreFormula && run.Length == 3 && !Words.Contains(run);
    }

    private static bool IsMixedProduct(string run, RunSurroundings surroundings)
    {
        bool isCapitalised = char.IsAsciiLetterUpper(run[0]) && run.AsSpan(1).IndexOfAnyInRange('A', 'Z') < 0;
        if (surroundings.AreFormula)
        {
            return run.Length <= 3 || !isCapitalised;
        }

        return isCapitalised
            ? run.Length == 2 && !HasVowel(run[1..]) && !Elements.Contains(run)
            : run != "pH" && !IsChemical(run);
    }

    // A sequence of element symbols, at least one of two letters: NaCl, HCl.
    private static bool IsChemical(string run)
    {
        bool hasLong = false;
        for (int i = 0; i < run.Length; i++)
        {
            if (!char.IsAsciiLetterUpper(run[i]))
            {
                return false;
            }

            if (i + 1 < run.Length && char.IsAsciiLetterLower(run[i + 1]))
            {
                hasLong = true;
                if (!Elements.Contains(run.Substring(i++, 2)))
                {
                    return false;
                }
            }
        }

        return hasLong;
    }

    // y is a vowel except next to x and z, where it is a variable.
    private static bool HasVowel(string run) =>
        run.AsSpan().IndexOfAny("aeio") >= 0
        || (run.Contains('u', StringComparison.Ordinal) && run.AsSpan().IndexOfAnyExceptInRange('s', 'z') >= 0)
        || (run.Length >= 3 && run.Contains('y', StringComparison.Ordinal) && run.AsSpan().IndexOfAny("xz") < 0);

    private static bool IsAscending(string run)
    {
        for (int i = 1; i < run.Length; i++)
        {
            if (run[i] <= run[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
