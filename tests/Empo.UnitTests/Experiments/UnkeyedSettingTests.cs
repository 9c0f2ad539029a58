using System.Text;
using System.Xml.Linq;
using Empo.Experiments.Graph;
using Empo.Experiments.Runs;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>What a user can set and no key holds is shown behind the report all the same.</summary>
public sealed class UnkeyedSettingTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Every_limit_of_the_guard_is_shown_and_none_where_it_is_off()
    {
        var values = Shown("guard:\n  semantic_entropy: {stop: 0.25}\n");

        Assert.Equal(
            ("stop", "0.65", "0.25", "32"),
            (
                values["guard.action"],
                values["guard.distinct_majorities.stop"],
                values["guard.semantic_entropy.stop"],
                values["guard.min_questions"]
            )
        );
        Assert.DoesNotContain("guard.information.stop", values.Keys);
        Assert.Equal(
            ["guard.action"],
            Shown("guard:\n  action: off\n").Keys.Where(path => path.StartsWith("guard.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_setting_without_a_key_that_is_not_the_default_is_shown()
    {
        var unkeyed = SettingTable
            .All.Where(setting =>
                setting.Stages.Count == 0 && setting is { Engine: null, Kind: SettingKind.Integer or SettingKind.OptionalNumber }
            )
            .ToList();

        Assert.All(unkeyed, setting =>
        {
            var value = setting.Default is "1" or "none" ? "2" : "1";
            Assert.Equal(value, Shown($"guard: {{probes: 1}}\n", $"{setting.Path}={value}")[setting.Path]);
        });
        Assert.True(unkeyed.Count > 20);
    }

    [Fact]
    public void A_preset_has_its_name() => Assert.Equal("verl", Shown("method: {preset: verl}\n")["method.preset"]);

    [Fact]
    public void Folders_and_files_have_name_and_digest()
    {
        _text.Write("judge/config.json", "{}");
        _text.Write("reviewed.csv", "question_id,decision\n");
        _text.Write("reference/config.json", "{}");

        var values = Shown(
            "score:\n  equivalence: judge\n  judge: {model: judge}\nfilter: {decisions: reviewed.csv}\nupdate:\n  kl: {beta: "
                + "0.1, reference: reference}\n"
        );

        Assert.Equal("judge (content d-judge)", values["score.judge.model"]);
        Assert.Equal("reviewed.csv (content d-decisions)", values["filter.decisions"]);
        Assert.Equal("reference (content d-policy)", values["update.kl.reference"]);
    }

    [Fact]
    public void A_judges_address_is_shown_without_the_password_in_it()
    {
        var judged = Shown("score:\n  equivalence: judge\n  judge: {url: 'http://me:secret@host:8000/v1', name: m}\n");

        Assert.Equal("http://host:8000/v1", judged["score.judge.url"]);
        Assert.DoesNotContain("score.judge.url", Shown("score:\n  judge: {url: 'http://host:8000/v1'}\n").Keys); // nobody asks it
    }

    [Fact]
    public void Addresses_of_servers_are_shown_without_the_passwords_in_them()
    {
        var shown = Shown(
            "model: m\nrollout: {engine: server}\nserver:\n  model: m\n"
                + "  urls: ['http://a:8000/x@y', 'http://me:secret|@b:8000', 'http://secret@c:8000']\n"
        )["server.urls"];

        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.All(["//a:8000/x@y", "//b:8000", "//c:8000"], part => Assert.Contains(part, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Both_pages_end_with_them_and_stay_well_formed()
    {
        UnkeyedSetting[] settings = [new("guard.action", "off", "A <b> & c."), new("view", "a|b", "Text.")];

        var markdown = Page("summary.md", "# T\n", settings);
        var html = Page("report.html", "<!doctype html>\n<html><body><main><section>x</section></main></body></html>\n", settings);

        Assert.StartsWith("# T\n\n## Settings that no stage's key holds\n", markdown, StringComparison.Ordinal);
        Assert.EndsWith("| `guard.action` | `off` |\n| `view` | `a\\|b` |\n", markdown, StringComparison.Ordinal);
        Assert.Equal(
            ["guard.action", "off", "A <b> & c."],
            XElement.Parse(html["<!doctype html>\n".Length..]).Descendants("td").Take(3).Select(cell => cell.Value)
        );
        Assert.Equal("other", Page("rescore.md", "other", settings));
    }

    private static string Page(string name, string text, UnkeyedSetting[] settings) =>
        Encoding.UTF8.GetString(ReportPages.WithSettings(name, Encoding.UTF8.GetBytes(text), settings));

    private Dictionary<string, string> Shown(string text, string? overrides = null)
    {
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 1\n{text}", overrides);
        return UnkeyedSetting
            .Of(experiment, [.. Pipeline.Of(experiment, []).Nodes.Select(Status)])
            .ToDictionary(setting => setting.Path, setting => setting.Value);
    }

    /// <summary>A node whose manifest names the content of each file by its role.</summary>
    private static NodeStatus Status(StageNode node) =>
        new()
        {
            Node = node,
            State = StageState.UpToDate,
            Reason = "",
            Manifest = new Manifest
            {
                Stage = node.Stage,
                Round = node.Round,
                Key = "k",
                Experiment = "e",
                Fingerprint = [],
                Outputs = [],
                Chunks = [],
                Inputs =
                [
                    .. node.Inputs.Select(input => new InputRecord(
                        input.Role.Name,
                        $"d-{input.Role}",
                        input.Producer?.Stage,
                        input.Producer?.Round
                    )),
                ],
                Metrics = new Dictionary<string, double>(),
                Numerics = new Dictionary<string, string>(),
                Seconds = 0,
                Finished = "",
            },
        };
}
