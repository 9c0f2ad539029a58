using System.Collections.Frozen;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Words after a number that may be dropped: counted things, and words that say nothing about the value. A noun is recognised by its
/// plural, because English plurals are regular enough to be distinguished from other words. Exceptions in both directions are listed.
/// </summary>
internal static class CountedNouns
{
    // Without these words the number has a different meaning, or is not a number: "5 others", "5 halves", "5 times".
    private static readonly FrozenSet<string> NoNouns = Set(
        "others halves thirds quarters fourths fifths sixths sevenths eighths ninths tenths elevenths twelfths hundredths "
            + "thousandths tens hundreds thousands millions billions trillions dozens scores pairs couples "
            + "percents is was has does plus minus less unless always perhaps besides versus this thus its as us across afterwards "
            + "backwards downwards upwards forwards towards inwards outwards sometimes whereas "
            + "divides equals exceeds squares cubes negatives inverses reciprocals multiples powers mores hers his ours yours "
            + "theirs yes class mass pass loss cross press excess infinities opposites"
    );

    private static readonly FrozenSet<string> Nouns = Set(
        "people persons person men women children child feet mice geese teeth fish sheep deer dice data unit units "
            + "squareunits cubicunits squnits cents way ways time times point solution solutions answer root student apple "
            + "percentagepoints percentagepoint mod piece item digit letter number integer integers element term pair pairs marks "
            + "runs wins pages steps"
    );

    private static readonly FrozenSet<string> Harmless = Set(
        "approximately approx about roughly exactly only total altogether each long tall wide high deep old away apart intotal inall"
    );

    private static readonly FrozenSet<string> Adjectives = Set(
        "different distinct possible total real whole full red blue green white black yellow such integer positive complex"
    );

    // Chinese and Japanese counters.
    private static readonly FrozenSet<string> Counters = Set(
        "个 個 只 条 张 本 人 次 种 块 件 支 枝 朵 棵 颗 粒 头 匹 辆 艘 架 座 间 层 组 对 双 套 份 页 行 列 段 步 台 名 位 句 题 岁 倍 盒 箱 袋 瓶 杯 碗 包 枚 根 片 把 项 类 通り 通 "
            + "回 つ 冊 枚 台 歳 匹 羽 番目 番 組 点 分 名 周 圈 级 场 局 户 家 所 门 科 元素 解 个解 种方法 个数 种情况"
    );

    /// <summary>Whether a word after a number may be dropped.</summary>
    public static bool Contains(string words)
    {
        string word = words.Trim(' ', '.', ',', '(', ')').ToLowerInvariant();
        string joined = word.Replace(" ", "", StringComparison.Ordinal);
        if (Nouns.Contains(joined) || Harmless.Contains(joined) || Counters.Contains(joined))
        {
            return true;
        }

        return word.Split(' ') switch
        {
            [var noun] => IsPlural(noun),
            // "5 different ways", "5 red marbles"
            [var adjective, var noun] => Adjectives.Contains(adjective) && (IsPlural(noun) || Nouns.Contains(noun)),
            _ => Counters.Contains(joined[..Math.Min(1, joined.Length)]) && joined.All(character => character > '\u2E80'),
        };
    }

    private static bool IsPlural(string noun) =>
        noun.Length >= 4
        && noun[^1] == 's'
        && noun[^2] is not ('s' or 'u' or 'i')
        && noun.All(char.IsAsciiLetter)
        && !NoNouns.Contains(noun);

    private static FrozenSet<string> Set(string words) => words.Split(' ').Distinct().ToFrozenSet(StringComparer.Ordinal);
}
