using System.Globalization;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Pages;

namespace Empo.Experiments.Runs;

/// <summary>Appends the settings that are in no key to the pages that the report stage made.</summary>
public static class ReportPages
{
    private const string Title = "Settings that no stage's key holds";
    private const string Note =
        "As they stood in the last build. Of files and folders the content is an input of the stages that read it; of the others "
        + "a change runs nothing again that was made.";

    /// <summary>The page with one more section. A file of another name, or a page without an end, stays as it is.</summary>
    /// <param name="name">Name of the report's output.</param>
    /// <param name="page">UTF-8.</param>
    public static byte[] WithSettings(string name, byte[] page, IReadOnlyList<UnkeyedSetting> settings)
    {
        if (name == StageTable.ReportSummary.Name)
        {
            return [.. page, .. Encoding.UTF8.GetBytes(Markdown(settings))];
        }

        var whole = Html(settings) + PageText.End;
        return name == StageTable.ReportPage.Name
            ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(page).Replace(PageText.End, whole, StringComparison.Ordinal))
            : page;
    }

    private static string Markdown(IReadOnlyList<UnkeyedSetting> settings)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\n## {Title}\n\n{Note}\n\n| setting | value |\n|---|---|\n");
        foreach (var setting in settings)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{setting.Path}` | `{setting.Value.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")}` |\n"
            );
        }

        return text.ToString();
    }

    private static string Html(IReadOnlyList<UnkeyedSetting> settings) => PageText.Section(
        Title,
        $"<p class=\"note\">{PageText.Encode(Note)}</p>"
            + PageText.Table(
                ["setting", "value", "meaning"],
                settings.Select(setting => new[] { setting.Path, setting.Value, setting.Meaning }),
                "settings"
            )
    );
}
