using System.Globalization;
using System.Text;

namespace Empo.Stages.SuiteReports;

/// <summary>Colours of the arms, evenly spaced on the colour wheel, so that any number of arms can be distinguished.</summary>
internal static class ArmStyle
{
    public static string Css(int arms)
    {
        var css = new StringBuilder(".arms td,.arms th{white-space:nowrap}polyline{stroke-opacity:.75;stroke-width:1.5}");
        for (var arm = 0; arm < arms; arm++)
        {
            var colour = string.Create(CultureInfo.InvariantCulture, $"hsl({(178 + (360 * arm / arms)) % 360} 60% 36%)");
            css.Append(
                CultureInfo.InvariantCulture,
                $"polyline.s{arm},line.s{arm}{{stroke:{colour}}}circle.s{arm}{{fill:{colour}}}text.s{arm}{{fill:{colour}}}"
            );
        }

        return css.ToString();
    }
}
