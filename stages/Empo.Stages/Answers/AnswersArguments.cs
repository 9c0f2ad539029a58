using Empo.Method;

namespace Empo.Stages.Answers;

/// <summary>Arguments of the verb <c>answers</c>: a file of pairs, or two texts to explain.</summary>
internal sealed record AnswersArguments
{
    private const string Usage =
        "The verb answers takes --pairs <file.jsonl> [--out <file.jsonl>], or --explain \"<a>\" \"<b>\", each with [--extraction "
        + "<policy>].";

    /// <summary>The file of pairs, or null where two texts are explained.</summary>
    public string? Pairs { get; private init; }

    /// <summary>Where verdicts go, or null for the standard output.</summary>
    public string? Out { get; private init; }

    /// <summary>The first text to explain.</summary>
    public string Left { get; private init; } = "";

    /// <summary>The second text to explain.</summary>
    public string Right { get; private init; } = "";

    /// <summary>How answers are found where a row does not say it: one of <see cref="PairExtraction.Names"/>.</summary>
    public string Extraction { get; private init; } = PairExtraction.Default;

    /// <summary>The arguments in any order, each once.</summary>
    /// <exception cref="UserError">EMPO4030: others than the verb takes. EMPO2043: there is no such policy.</exception>
    public static AnswersArguments Read(IReadOnlyList<string> arguments)
    {
        AnswersArguments read = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (IReadOnlyList<string> rest = arguments; rest.Count > 0;)
        {
            (read, int taken) = rest switch
            {
                ["--pairs", { Length: > 0 } path, ..] => (read with { Pairs = path }, 2),
                ["--out", { Length: > 0 } path, ..] => (read with { Out = path }, 2),
                ["--extraction", var name, ..] => (read with { Extraction = Policy(name) }, 2),
                ["--explain", var left, var right, ..] => (read with { Left = left, Right = right }, 3),
                _ => throw Unknown($"'{rest[0]}' with what follows it is none of them."),
            };
            if (!seen.Add(rest[0]))
            {
                throw Unknown($"{rest[0]} is given twice.");
            }

            rest = [.. rest.Skip(taken)];
        }

        return seen.Contains("--pairs") != seen.Contains("--explain") && (read.Out is null || read.Pairs is not null)
            ? read
            : throw Unknown("Give one of --pairs and --explain; --out goes with --pairs.");
    }

    private static string Policy(string name) =>
        PairExtraction.Names.Contains(name)
            ? name
            : throw new UserError(
                "EMPO2043",
                $"There is no extraction policy '{name}'. Take one of {string.Join(", ", PairExtraction.Names)}."
            );

    private static UserError Unknown(string why) => new("EMPO4030", $"{Usage} {why}");
}
