using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The model that judges whether two answers mean the same.</summary>
public static class Judge
{
    private static readonly StageDefinition[] Readers = [StageTable.Score, StageTable.Evaluate, StageTable.Rescore];
    private static readonly SettingSection Section = new() { Equivalence = AnswerEquivalence.Judge };

    public static Setting<string?> Model { get; } = Section.File("score.judge.model", "none", [],
        "Folder of the causal model that judges answers; its content is an input. Or none: ask score.judge.url.", always: true);

    public static Setting<JudgeDtype> Dtype { get; } = Section.Choice("score.judge.dtype", JudgeDtype.Model, Readers,
        "Type in which the judge's model folder computes; auto is bfloat16 on a card and on a processor that multiplies it natively. "
        + "Verdicts near a tie can differ, so they are stored apart.", keyedWhenSet: true);

    public static Setting<string> Url { get; } = Section.Text("score.judge.url", "", Readers,
        "Address of an OpenAI-compatible server up to the version, as in http://host:8000/v1, that judges answers instead of a model "
        + "folder.", inKey: false);

    public static Setting<string> Name { get; } = Section.Text("score.judge.name", "", Readers,
        "Name of the model that the server is asked for.");

    public static Setting<string> Version { get; } = Section.Text("score.judge.version", "", Readers,
        "Any text; another one makes stored verdicts of the server's model count no longer.");

    public static Setting<string> Prompt { get; } = Section.Text("score.judge.prompt", "", Readers,
        "Prompt with {question}, {reference} and {answer} that ends where Yes or No follows; empty takes the one in docs/answers.md.");

    public static Setting<JudgeDirection> Direction { get; } = Section.Choice("score.judge.direction", JudgeDirection.One, Readers,
        "Whether the cluster's first member is the reference (one), or each answer must mean the other (both).");

    public static Setting<int> MaxTokens { get; } = Section.Integer("score.judge.max_tokens", 16, 1, 100_000, Readers,
        "Tokens of a server's reply; models that think aloud need thousands.");

    public static Setting<string> KeyVariable { get; } = Section.Text("score.judge.key_variable", "", Readers,
        "Environment variable that holds the server's key; empty for none.", inKey: false);

    public static Setting<double> Timeout { get; } = Section.Number("score.judge.timeout", 60, 0.01, 3600, Readers,
        "Seconds that a request may take.", inKey: false);

    public static Setting<int> Retries { get; } =
        Section.Integer(
            "score.judge.retries", 4, 0, 100, Readers,
            "Further attempts after a time-out, a lost connection, or the statuses 408, 429 and 5xx; waits grow from 1 s to 30 s.",
            inKey: false
        );

    public static Setting<int> Requests { get; } = Section.Integer("score.judge.requests", 100000, 1, int.MaxValue, Readers,
        "Pairs that one stage may ask a server about; more is an error before they are asked.", inKey: false);

    public static Setting<int> Concurrency { get; } = Section.Integer("score.judge.concurrency", 8, 1, 1024, Readers,
        "Requests under way at a time.", inKey: false);

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
