using Empo.Experiments.Catalog;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The report.</summary>
public static class Report
{
    private static readonly SettingSection Section = new();

    public static Setting<string> Title { get; } = Section.Text("report.title", "", [StageTable.Report],
        "Title of the report; empty takes the experiment's name.");

    public static Setting<double?> PricePerHour { get; } = Section.OptionalNumber("report.price_per_hour", null, 0, 1e9, [],
        "Price of an hour of all machines that the run occupies, for the cost in the report; none shows no price.");

    public static Setting<string> Currency { get; } = Section.Text("report.currency", "USD", [],
        "Currency of 'report.price_per_hour', as it is shown.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
