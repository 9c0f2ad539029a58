using System.Globalization;
using System.Text;

namespace Empo.Stages.SuiteReports;

/// <summary>Colours of the arms, evenly spaced on the colour wheel, so that any number of arms can be distinguished.</summary>
internal static class ArmStyle
{
    /// <summary>Arms stay in sight while the columns of a wide table scroll.</summary>
    private const string Tables =
        ".arms{font-size:13.5px}.arms th,.arms td{padding-right:12px}.arms td:first-child,.arms th:first-child{position:sticky;left:0;"
        + "background:var(--paper)}@media (max-width:640px){.arms{min-width:680px}}polyline{stroke-opacity:.75;stroke-width:1.5}";

    public static string Css(int arms)
    {
        var css = new StringBuilder(Tables);
        for (var arm = 0; arm < arms; arm++)
        {
            var colour = string.Create(CultureInfo.InvariantCulture, $"hsl({(178 + (360 * arm / arms)) % 360} 60% var(--arm))");
            css.Append(
                CultureInfo.InvariantCulture,
                $"polyline.s{arm},line.s{arm}{{stroke:{colour}}}circle.s{arm}{{fill:{colour}}}svg text.s{arm}{{fill:{colour}}}"
            );
        }

        return css.ToString();
    }
}
