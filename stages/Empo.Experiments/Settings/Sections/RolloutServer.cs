using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The inference server that samples.</summary>
public static class RolloutServer
{
    private static readonly StageDefinition[] Readers = [StageTable.Rollout, StageTable.Evaluate];
    private static readonly SettingSection Section = new() { Engine = RolloutEngine.Server };

    public static Setting<string> Url { get; } = Section.Text("server.url", "", Readers,
        "Address of an OpenAI-compatible server, such as http://127.0.0.1:8000.", inKey: false);

    public static Setting<IReadOnlyList<string>> Urls { get; } = Section.Texts("server.urls", Readers,
        "Addresses of several servers that serve the same model in the same version; in place of server.url.", inKey: false);

    public static Setting<string> Model { get; } = Section.Text("server.model", "", Readers,
        "The model's name in requests.");

    public static Setting<string> Revision { get; } = Section.Text("server.revision", "", Readers,
        "Any text; another one makes stored samples of the server count no longer (a hub revision, a date).");

    public static Setting<WeightTransfer> Weights { get; } = Section.Choice("server.weights", WeightTransfer.Fixed, Readers,
        "How a round's policy reaches the server: not at all, as an adapter, or by SGLang's reload from disk.", separator: '_');

    public static Setting<string> KeyVariable { get; } = Section.Text("server.key_variable", "", Readers,
        "Environment variable that holds the server's key; empty for none.", inKey: false);

    public static Setting<double> Timeout { get; } = Section.Number("server.timeout", 600, 0.01, 86400, Readers,
        "Seconds that a request may take.", inKey: false);

    public static Setting<int> Retries { get; } = Section.Integer("server.retries", 5, 0, 100, Readers,
        "Further attempts after a time-out, a lost connection, an unusable reply, or the statuses 408, 429 and 5xx; waits grow from "
        + "1 s to 30 s.", inKey: false);

    public static Setting<int> Concurrency { get; } = Section.Integer("server.concurrency", 8, 1, 4096, Readers,
        "Requests under way at a time to each server; a request is one question with the samples of a chunk.", inKey: false);

    public static Setting<bool> Check { get; } = Section.Flag("server.check", false, [],
        "Whether -t:Check asks each server what it is and for a few tokens, and says what a build would refuse; else it sends nothing.",
        inKey: false);

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
