namespace Empo.Experiments.Settings;

/// <summary>
/// The method as it stands in the paper and in the released code, by name: what differs between them, and nothing that is a matter of
/// scale (group size, learning rate, lengths). A number that was not published is not here. docs/method.md says where each comes from.
/// </summary>
public static class Presets
{
    private const string Path = "method.preset";

    private static readonly (string Path, string Value)[] Common =
    [
        ("score.reward", "empo"),
        ("score.estimator", "frequency"),
        ("score.extraction", "boxed"),
        ("score.least_share", "0"),
        ("score.copied_guard", "false"),
        ("score.kl.beta", "0"),
        ("filter.entropy.low", "none"),
        ("filter.entropy.high", "none"),
        ("filter.unanimous", "false"),
        ("filter.all_different", "false"),
        ("filter.majority.low", "0"),
        ("filter.majority.high", "1"),
        ("filter.no_answer", "1"),
        ("filter.reward.low", "none"),
        ("filter.reward.high", "none"),
        ("filter.advantage.estimator", "z_score"),
        ("filter.advantage.ddof", "1"),
        ("update.loss", "ppo"),
        ("update.clip.dual", "none"),
        ("update.aggregation", "sequence_mean"),
        ("update.truncated", "train"),
        ("update.importance.correction", "none"),
        ("update.kl.beta", "0"),
    ];

    /// <summary>Equation 7 with its two bounds at their widest, because no numbers are published: only agreement of all or of none is dropped.</summary>
    private static readonly (string Path, string Value)[] Paper =
    [
        .. Common,
        ("filter.unanimous", "true"),
        ("filter.all_different", "true"),
        ("filter.advantage.epsilon", "0"),
        ("update.denominator", "kept"),
    ];

    private static readonly (string Path, string Value)[] TrlMath =
    [
        .. Common,
        ("score.equivalence", "trl-math"),
        ("score.no_answer", "0"),
        ("filter.all_different", "true"),
        ("filter.advantage.epsilon", "1E-4"),
        ("update.denominator", "round"),
    ];

    private static readonly (string Path, string Value)[] TrlNatural =
    [
        .. Common,
        ("score.no_answer", "-0.5"),
        ("score.copied_guard", "true"),
        ("score.least_share", "0.2"),
        ("filter.advantage.epsilon", "1E-4"),
        ("update.denominator", "round"),
    ];

    private static readonly (string Path, string Value)[] Verl =
    [
        .. Common,
        ("score.equivalence", "verl"),
        ("score.no_answer", "none"),
        ("filter.advantage.epsilon", "1E-6"),
        ("update.loss", "gspo"),
        ("update.clip.low", "3E-4"),
        ("update.clip.high", "4E-4"),
        ("update.denominator", "round"),
    ];

    /// <summary>Path to value; empty for <c>none</c> and for a name that does not exist, which the table refuses.</summary>
    public static IReadOnlyDictionary<string, string> Find(string name)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in Of(name))
        {
            values[path] = value;
        }

        return values;
    }

    /// <summary>The settings that a layer's preset stands for, each at the preset's place.</summary>
    internal static IEnumerable<RawSetting> Expand(IReadOnlyList<RawSetting> layer) => layer.LastOrDefault(setting => setting.Path == Path) is { } preset
        ? Find(preset.Text.Trim()).Select(pair => preset with { Path = pair.Key, Text = pair.Value })
        : [];

    private static (string Path, string Value)[] Of(string name) => name switch
    {
        "paper" => Paper,
        "trl-math" => TrlMath,
        "trl-natural" => TrlNatural,
        "verl" => Verl,
        _ => [],
    };
}
