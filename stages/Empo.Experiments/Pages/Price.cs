using System.Globalization;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Pages;

/// <summary>What a run cost in money: the wall time of its stages at the price of an hour.</summary>
/// <param name="Amount">In the currency of <c>report.currency</c>.</param>
/// <param name="PerHour">Price of an hour of all machines that the run occupies.</param>
/// <param name="Currency">As written.</param>
public sealed record Price(double Amount, double PerHour, string Currency)
{
    /// <summary>The price, or null where <c>report.price_per_hour</c> is not set.</summary>
    public static Price? Of(Experiment experiment, IEnumerable<NodeStatus> statuses)
    {
        if (experiment.Get(Report.PricePerHour) is not { } hour)
        {
            return null;
        }

        var manifests = statuses.Select(status => status.Manifest).Where(manifest => manifest is not null);
        return new(StageCost.Total(StageCost.Of(manifests!)).Seconds / 3600 * hour, hour, experiment.Get(Report.Currency));
    }

    /// <summary><c>1.23 USD</c>; four digits below a cent.</summary>
    public string Text => $"{Number(Amount)} {Currency}".TrimEnd();

    /// <summary>The price of an hour, in the same form.</summary>
    public string HourText => $"{Number(PerHour)} {Currency}".TrimEnd();

    /// <summary>The price with how it came about.</summary>
    public string Sentence => $"That is {Text} at {HourText} an hour.";

    private static string Number(double amount) =>
        amount.ToString(amount is > 0 and < 0.01 ? "0.####" : "N2", CultureInfo.InvariantCulture);
}
