using Empo.Experiments.Catalog;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The report.</summary>
public static class Report
{
    private static readonly SettingSection Section = new();

    public static Setting<string> Title { get; } = Section.Text("report.title", "", [StageTable.Report],
        "Title of the report; empty takes the experiment's name.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
