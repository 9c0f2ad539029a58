using System.Globalization;
using System.Text;
using Empo.Experiments.Settings;

namespace Empo.UnitTests.Documents;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void Docs_settings_md_lists_the_table_of_settings()
    {
        var text = new StringBuilder()
            .Append(
                "# Settings\n\nEvery setting of an experiment, made from the rows in "
                    + "`stages/Empo.Experiments/Settings/Sections`. A dot is one level of YAML. "
            )
            .Append(
                "A change runs the stages in the column *stages* again and what follows them; a setting without stages, or whose "
                    + "stages are in brackets because they read it and no key holds it, never makes anything stale by itself.\n\n"
            )
            .Append("| setting | default | values | stages | meaning |\n|---|---|---|---|---|\n");

        foreach (var setting in SettingTable.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{setting.Path}` | {Default(setting)} | {Values(setting)} | {Stages(setting)} | {setting.Meaning} |\n"
            );
        }

        ApprovedText.Check(text.ToString(), "docs/settings.md");
    }

    private static string Stages(Setting setting) => (setting.Stages.Count, setting.InKey) switch
    {
        (0, _) => "-",
        (_, true) => string.Join(", ", setting.Stages),
        _ => $"({string.Join(", ", setting.Stages)})",
    };

    private static string Default(Setting setting) => setting.Default switch
    {
        null => "required",
        "" => "empty",
        var value => $"`{value}`",
    };

    private static string Values(Setting setting) => setting.Kind switch
    {
        SettingKind.Integer => $"whole number{Range(setting)}",
        SettingKind.IntegerOrAuto => $"whole number{Range(setting)} or `auto`",
        SettingKind.Number => $"number{Range(setting)}",
        SettingKind.OptionalNumber => "number or `none`",
        SettingKind.Flag => "`true`, `false`",
        SettingKind.Choice => string.Join(", ", setting.Choices.Select(choice => $"`{choice}`")),
        SettingKind.WordList => "some of " + string.Join(", ", setting.Choices.Select(choice => $"`{choice}`")),
        SettingKind.IntegerList => "list of whole numbers",
        SettingKind.TextList => "list of texts",
        SettingKind.Path => "path",
        _ => "text",
    };

    private static string Range(Setting setting) => (double.IsFinite(setting.Min), setting.Max < int.MaxValue) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $" {setting.Min} to {setting.Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $" from {setting.Min}"),
        _ => "",
    };
}
