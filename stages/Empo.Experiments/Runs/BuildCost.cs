using System.Globalization;
using System.Text.Json;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;

namespace Empo.Experiments.Runs;

/// <summary>The cost of a build and of the whole run that it continues, for the console and for <c>summary.json</c>.</summary>
public sealed record BuildCost
{
    /// <summary>Cost by stage, of all stages that are up to date, whenever they ran.</summary>
    public required IReadOnlyList<StageCost> Stages { get; init; }

    /// <summary>The sum of <see cref="Stages"/>.</summary>
    public StageCost WholeRun => StageCost.Total(Stages);

    /// <summary>The stages that ran in this build.</summary>
    public required StageCost ThisBuild { get; init; }

    /// <summary>Devices that manifests name, such as <c>cpu</c>; empty where none does.</summary>
    public required string Device { get; init; }

    /// <param name="statuses">Every stage of the experiment.</param>
    /// <param name="ran">Ids of the stages that ran in this build.</param>
    public static BuildCost Of(IEnumerable<NodeStatus> statuses, IReadOnlySet<string> ran)
    {
        var finished = statuses.Where(status => status.Manifest is not null).ToList();
        return new BuildCost
        {
            Stages = StageCost.Of(finished.Select(status => status.Manifest!)),
            ThisBuild = StageCost.Total(
                StageCost.Of(finished.Where(status => ran.Contains(status.Node.Id)).Select(status => status.Manifest!), spent: true)
            ),
            Device = string.Join(
                ", ",
                finished
                    .Select(status => status.Manifest!.Numerics.GetValueOrDefault("device", ""))
                    .Where(device => device is not ("" or "none"))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            ),
        };
    }

    /// <summary>One readable line.</summary>
    public string Line()
    {
        var whole = WholeRun;
        var found = whole.TokensSampled - ThisBuild.TokensSampled;
        var build = ThisBuild.Runs == 0 ? "nothing ran in this build"
            : ThisBuild.Runs < whole.Runs ? $"of which this build {Amounts(ThisBuild)}"
            : $"all of it in this build{(found > 0 ? $", {Count(found)} of the sampled tokens found in the store" : "")}";
        var uncounted =
            whole.Uncounted > 0
                ? string.Create(CultureInfo.InvariantCulture, $"; tokens of {whole.Uncounted} stages of an earlier version are not known")
                : "";
        return $"  cost: {Amounts(whole)}; {build}{uncounted}";
    }

    /// <summary>The same numbers as a JSON object.</summary>
    public void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("device", Device);
        json.WriteStartObject("this_build");
        Write(json, ThisBuild);
        json.WriteEndObject();
        json.WriteStartObject("whole_run");
        Write(json, WholeRun);
        json.WriteEndObject();
        json.WriteStartArray("stages");
        foreach (var stage in Stages)
        {
            json.WriteStartObject();
            json.WriteString("name", stage.Stage);
            Write(json, stage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StageCost cost)
    {
        json.WriteNumber("runs", cost.Runs);
        json.WriteNumber("seconds", Math.Round(cost.Seconds, 3));
        json.WriteNumber("device_seconds", Math.Round(cost.DeviceSeconds, 3));
        json.WriteNumber("tokens_sampled", cost.TokensSampled);
        json.WriteNumber("tokens_trained", cost.TokensTrained);
        if (cost.Uncounted > 0)
        {
            json.WriteNumber("uncounted", cost.Uncounted);
        }
    }

    private string Amounts(StageCost cost) =>
        $"{Figures.Seconds(cost.Seconds)} ({Figures.Seconds(cost.DeviceSeconds)} of it with a model on "
        + $"{(Device.Length > 0 ? Device : "no device")}), {Count(cost.TokensSampled)} tokens sampled, "
        + $"{Count(cost.TokensTrained)} trained on";

    private static string Count(double tokens) => tokens switch
    {
        < 10_000 => tokens.ToString("F0", CultureInfo.InvariantCulture),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{tokens / 1000:F0} thousand"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{tokens / 1e6:F2} million"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{tokens / 1e9:F2} billion"),
    };
}
