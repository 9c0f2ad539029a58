using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>What stays on disk.</summary>
public static class Keep
{
    private static readonly SettingSection Section = new();

    public static Setting<int> Optimizer { get; } = Section.Integer("keep.optimizer", 1, 1, 1_000_000, [],
        "Optimizer states kept, counted from the last round.");

    public static Setting<KeptPolicies> Policies { get; } = Section.Choice("keep.policies", KeptPolicies.Evaluated, [],
        "Policies of rounds that stay on disk; the base and the last one always do.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
