using System.Globalization;
using System.Net;
using System.Text;

namespace Empo.Experiments.Pages;

/// <summary>Text as HTML: encoded, in tables, in sections, in pictures with a caption.</summary>
public static class PageText
{
    /// <summary>Encoded text without line breaks between a number and its percent sign.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text.Replace(" %", "\u00a0%", StringComparison.Ordinal));

    /// <summary>A table that scrolls inside itself where the page is too narrow for it.</summary>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">Cells as plain text.</param>
    /// <param name="style">Class of the table in <see cref="PageStyle"/>.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<string[]> rows, string style) =>
        $"<div class=\"wide\"><table class=\"{style}\"><thead><tr>{string.Concat(header.Select(cell => $"<th>{Encode(cell)}</th>"))}"
        + "</tr></thead><tbody>"
        + string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{Encode(cell)}</td>"))}</tr>"))
        + "</tbody></table></div>";

    /// <summary>A section with its heading.</summary>
    /// <param name="title">Plain text.</param>
    /// <param name="content">HTML.</param>
    public static string Section(string title, string content) => $"<section><h2>{Encode(title)}</h2>{content}</section>\n";

    /// <summary>Charts beside one another, as many as the page is wide.</summary>
    public static string Charts(IEnumerable<Chart> charts)
    {
        var text = new StringBuilder("<div class=\"charts\">");
        foreach (var chart in charts)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<figure{(chart.Scatter ? " class=\"scatter\"" : "")}><figcaption><b>{Encode(chart.Title)}</b>"
                    + $"<span>{Encode(chart.Caption)}</span></figcaption>{SvgChart.Draw(chart)}</figure>"
            );
        }

        return text.Append("</div>").ToString();
    }

    /// <summary>The start of a page, up to and including the opening of <c>main</c>.</summary>
    /// <param name="title">Plain text.</param>
    /// <param name="css">Rules after those of <see cref="PageStyle"/>.</param>
    public static string Start(string title, string css = "") =>
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
        + $"initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{Encode(title)}</title>"
        + $"<style>{PageStyle.Css}{css}</style></head><body><main>\n";

    /// <summary>The end of every page.</summary>
    public const string End = "</main></body></html>";
}
